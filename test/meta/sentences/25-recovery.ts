import type { Row } from '../sentences.ts'

const MARKER =
  'a machine that was started again, and peers to ask: only then does the store compare'
const POWER =
  'after a loss of power: RECOVERING until a peer is there, and look-ups go on meanwhile'
const FORKED = 'status names a writer that has told two stories, until it is removed'
const EXPORT =
  'export: what is signed of a running instance, all of a stopped one; import begins a new base'
const STOPS = 'an instance that recovers stops when it is told to, and can be exported then'

export const rows: Row[] = [
  { says: 'only after everything that its linked peers hold of its core', tests: [POWER] },
  { says: "If it can't know, it waits", tests: [POWER] },
  { says: 'Three things must be true', tests: [MARKER] },
  { says: 'Return those that are writers now', tests: [FORKED] },
  { says: 'For a running instance, print what is signed', tests: [EXPORT] },
  { says: 'print all that the `--storage` folder has', tests: [EXPORT, STOPS] }
]
