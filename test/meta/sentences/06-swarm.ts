import type { Row } from '../sentences.ts'

const CLOSES =
  'a server that closes leaves its topics and takes its listeners off; the service goes on'
const FOUND = 'peers that look for the base or for its view find your server'
const FIRST = 'your reader reads what is signed, at its first look-up'

export const rows: Row[] = [
  { says: 'Announce before anyone looks', tests: [FOUND] },
  { says: 'is repeated only after ten minutes', untested: 'It is what Hyperswarm does.' },
  {
    says: 'still the same after a restart',
    tests: ['a restart on the same storage keeps the server key; another storage has another']
  },
  {
    says: 'hand on only what it has',
    tests: [
      'your peer joins a long history late, twice, and both times has a whole copy on its disk'
    ]
  },
  {
    says: 'The server leaves no key while it is open',
    tests: [
      'after a change of the indexers your peer serves the new view key, and the old one still',
      'a reader that knows only the view key finds your peer and reads from it'
    ]
  },
  {
    says: 'no matter which key led to it',
    tests: ['your peer and our peer find each other by the key of the base']
  },
  { says: 'nobody can find the instance', tests: [CLOSES] },
  { says: 'the core is told', tests: [FIRST] },
  {
    says: 'it fetches everything, now and later',
    tests: ['a reader that downloads reads on when every writer is gone', FIRST]
  }
]
