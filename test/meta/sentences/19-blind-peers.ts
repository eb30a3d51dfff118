import type { Row } from '../sentences.ts'

const STOPPED = 'all writers are stopped, and a reader still reads everything'
const EVERY = 'every blind peer that is given gets everything'
const AWAY = 'a service takes puts while its blind peer is away, which gets them later'
const FOLLOWS = 'the blind peer follows the view when its key changes'
const FED = "a new writer's machine is fed by the blind peer alone, with all writers stopped"
const LACKS = 'unmirrored counts the blocks that a blind peer still lacks, and is 0 once it has all'
const IDLE = 'a connection mirrors nothing: what stores no block still lacks everything'
const SERVES = 'a blind peer serves what it mirrored after a restart, under the same key'
const COMMAND = 'the command blind-peer runs one, which ends cleanly on SIGTERM'

export const rows: Row[] = [
  { says: 'it can serve the blocks to anyone', tests: [STOPPED, FED, SERVES] },
  { says: 'reads go on and the signed length stands still', tests: [STOPPED] },
  { says: 'only the cores of those it trusts', tests: [SERVES] },
  { says: 'only those who know its key find it', tests: [FED] },
  { says: 'get everything, however many they are', tests: [EVERY] },
  { says: 'A blind peer learns of new blocks', tests: [STOPPED, FOLLOWS] },
  { says: 'only a field', tests: [FED] },
  { says: 'also after the next change of the view key', tests: [FOLLOWS] },
  { says: 'while its blind peer is away', tests: [AWAY] },
  { says: 'How long must `core`, `view.core` and the core of each', tests: [LACKS, IDLE] },
  { says: 'must not make up for what it lacks elsewhere', tests: [LACKS] },
  { says: 'instances can reach the blind peer by its key', tests: [SERVES, COMMAND] }
]
