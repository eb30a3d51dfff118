import type { Row } from '../sentences.ts'

const SCHEMA =
  'the schema has an entry-name, a delete-request, and delete-entry as the last operation'
const BLOCK = 'a delete-entry block takes the entry out of the view and of every index'
const NOTHING =
  'a delete of what is not there changes nothing in apply, and is not counted as garbage'
const DELETE = 'delete removes an entry for all peers, and may wait until that is signed'
const STORED =
  'a delete is stored even if this instance has no such entry yet, and deletes it where it is'
const APART = 'a delete and a put of one name on two sides of a partition end the same on both'
const CLIENT = 'a client deletes over RPC, hands on its options, and gets the codes of the service'
const COMMAND = 'the command delete does it, and says which promise was given'

export const rows: Row[] = [
  { says: 'it removes what is there at its place in the order', tests: [BLOCK, APART] },
  { says: 'at once deleted through another', tests: [STORED] },
  { says: '32 deletes were refused', tests: [STORED] },
  { says: 'a delete is always stored', tests: [STORED, CLIENT] },
  { says: 'one operation at the end of the list', tests: [SCHEMA] },
  { says: 'and does not count the block as skipped', tests: [NOTHING] },
  { says: 'it waits until a majority has signed the delete', tests: [DELETE, CLIENT] },
  { says: 'with the same default as in', tests: [CLIENT] },
  { says: 'It says which promise was given', tests: [COMMAND] }
]
