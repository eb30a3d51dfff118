import type { Row } from '../sentences.ts'

const SCHEMA = 'the struct writer says whether the writer is to be an indexer'
const REFUSES = 'a peer that is not a writer refuses a put with NOT_WRITABLE'
const PLAIN = 'a plain writer may append, and the view key stays as it was'
const LAST = 'making the last indexer a plain writer is refused: the block is skipped on all peers'
const DEFAULT = 'addWriter makes an indexer by default, and all peers move to a new view key'
const THREE = 'three indexers of which one is yours sign everything, block for block the same'
const ONE = 'with one of three online a put is in the length and not in the signed length'
const TWO = 'two of three indexers sign without the third, which catches up later'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

export const rows: Row[] = [
  { says: "Every writer's blocks count at once", tests: [ONE, PLAIN, ORDERS] },
  { says: 'They are final when a majority', tests: [ONE, TWO, THREE] },
  { says: '| 3 | yes', tests: [THREE] },
  { says: '| 2 | yes', tests: [TWO] },
  { says: '| 1 | yes', tests: [ONE] },
  { says: 'wait until all peers report the same key', tests: [DEFAULT] },
  { says: 'must still be decoded', tests: [SCHEMA] },
  { says: 'what a caller can act on has a code', tests: [REFUSES] },
  { says: "Autobase's own error has none", untested: 'It says why.' },
  { says: 'one case would stop every peer', tests: [LAST] },
  { says: 'what throws in apply closes the base', tests: [LAST] },
  { says: 'is false for the last indexer', tests: [LAST] },
  { says: 'the same on all peers', tests: [LAST] },
  { says: 'the key may come as bytes or as text', tests: [DEFAULT, THREE] }
]
