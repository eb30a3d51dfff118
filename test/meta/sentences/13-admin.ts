import type { Row } from '../sentences.ts'

const ADMIN =
  'an admin may add a writer over RPC; a stranger gets UNAUTHORIZED, and nothing is done'
const COMMAND = 'add-writer asks with the admin key of its folder, and prints what was asked'
const KEYS =
  'commands on one folder do not cut each other off: the admin key is for admin commands alone'
const MANY = 'putAll stores many entries, several at a time, and reports how many are stored'
const ROWS = 'an import file may be JSON or NDJSON, and a row that is wrong is named with its field'
const IMPORT = 'import checks every row before the first is sent, and stores all of a good file'
const THREE =
  'three processes: kill one and all goes on, kill two and nothing is signed until one is back'
const ROUNDS = 'no answered put is lost when a process is killed, in 6 rounds'

export const rows: Row[] = [
  { says: 'Only a running instance appends to its writer core', tests: [COMMAND, IMPORT, THREE] },
  { says: 'a key proves who is asking', tests: [ADMIN, COMMAND] },
  { says: 'every other command makes a key pair of its own', tests: [KEYS] },
  { says: 'and changes nothing', tests: [ADMIN] },
  { says: 'The answer means that the operation is stored', tests: [ADMIN, ROUNDS] },
  { says: 'A key with a typo is refused before anything is asked', tests: [COMMAND] },
  { says: 'If each put waits for the one before', tests: [MANY] },
  { says: 'If all are sent at once', tests: [MANY] },
  { says: 'only what is stored', tests: [MANY] },
  { says: 'All entries are checked before the first is sent', tests: [MANY, IMPORT] },
  { says: 'may be dropped without a word', tests: [ROWS] }
]
