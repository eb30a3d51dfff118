import type { Row } from '../sentences.ts'

const SCHEMA = 'the schema has a writer-key, and remove-writer as the last operation'
const BLOCK = 'a remove-writer block takes the writer out on your peer as on the others'
const LAST = 'a block that would remove the last indexer is skipped, and the base lives on'
const SIGNING =
  'removeWriter takes one indexer out of three, then one out of two, and the rest goes on signing'
const REFUSED =
  'what cannot be removed is refused with a code, and so is a request to an instance that is itself out'
const WRONG_KEY =
  'a wrong key that was admitted as an indexer can be removed, even beside a single writer'
const RPC =
  'an admin removes a writer over RPC; a stranger gets UNAUTHORIZED, and codes come through'
const COMMAND =
  'the command remove-writer does it on a running instance, and says in one line what is wrong'

export const rows: Row[] = [
  { says: 'A removal is a block like any other', tests: [BLOCK, SIGNING] },
  { says: 'a plain writer | stays', tests: [REFUSED] },
  { says: 'the only indexer | –', tests: [LAST, REFUSED] },
  { says: 'one added as an indexer, with no block | stays', tests: [WRONG_KEY] },
  {
    says: 'The base keeps the blocks of that writer that come before the removal',
    tests: [SIGNING]
  },
  { says: 'a key counts as an indexer only once it has written', tests: [WRONG_KEY] },
  { says: 'both come after all others, and nothing else changes', tests: [SCHEMA] },
  { says: 'is skipped and counted', tests: [LAST] },
  { says: 'Refuse the following, in this order', tests: [REFUSED] },
  { says: 'however few indexers there are', tests: [REFUSED, WRONG_KEY] },
  { says: 'whatever the key', tests: [RPC] },
  { says: 'On success it prints a line', tests: [COMMAND] }
]
