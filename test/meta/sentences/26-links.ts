import type { Row } from '../sentences.ts'

const MEMBER = 'a peer is a member if its key pair is that of a writer, until the writer is removed'
const ROOM =
  'with strangers in all places a writer is let in, and one that was removed is a stranger'
const LIAR = 'a peer that gives a writer’s key as its own, without its secret, is not let in'
const JUNK = 'a thousand hints about keys that nobody has admitted open no core'
const HINT =
  'a hint about a writer is followed, even if it has been idle since before your instance started'
const CALLS = 'links call each indexer that is not linked, and no other'
const LEFT = 'an indexer that is taken out is called no more'
const OTHERS =
  'links look for others while an indexer is missing or none is known, and not otherwise'
const LOOKS = 'links look every 10 to 20 s, after a look that failed too, until they are stopped'
const BACK = 'a link that the swarm has given up comes back: your instance calls by key'
const LATE = 'an instance that was started while the DHT is down finds the others once it is up'

export const rows: Row[] = [
  { says: 'it calls the indexers until they are linked', tests: [CALLS, BACK, LOOKS, JUNK] },
  { says: 'A member is a writer of the base now', tests: [MEMBER] },
  { says: 'The handshake has proven the server key', tests: [LIAR] },
  { says: 'takes a place for a stranger if there is one', tests: [ROOM] },
  { says: 'and its connection is destroyed', tests: [ROOM, LIAR] },
  { says: 'the others nowhere', tests: [JUNK, HINT] },
  { says: 'leave only those of `#called` that are no longer', tests: [LEFT, CALLS] },
  { says: 'and when no other is known', tests: [OTHERS, LATE] },
  { says: 'When all others are known and linked, a look costs nothing', tests: [CALLS, OTHERS] }
]
