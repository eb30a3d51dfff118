import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the struct writer says whether the writer is to be an indexer'
const PLAIN = 'a plain writer may append, and the view key stays as it was'
const LAST = 'making the last indexer a plain writer is refused: the block is skipped on all peers'
const INDEXER = 'addWriter makes an indexer unless told otherwise, and all move to a new view key'
const THREE = 'three indexers of which one is yours sign everything, block for block the same'
const ONE = 'with one of three online a put is in the length and not in the signed length'
const TWO = 'two of three indexers sign without the third, which catches up later'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'
const STALL = 'the nudge appends an empty block when signing has made no progress, and only then'
const MOVES = 'the nudge leaves a base alone whose signed length moves on'
const WAITS = 'the nudge waits longer while nothing moves, and starts anew when something does'

const FIELD = `      { name: 'key', type: 'fixed32', required: true },
      { name: 'indexer', type: 'bool' }
`
const GUARD = `    if (!indexer && !host.removeable(key)) return view.skip()
`
const APPEND = `encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })`
const NUDGE = `if (stalled && this.#base.isIndexer) await this.#base.append(null)`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The field indexer stands before the key',
    edits: [
      {
        file: 'schema.ts',
        find: FIELD,
        replace: `      { name: 'indexer', type: 'bool' },
      { name: 'key', type: 'fixed32', required: true }
`
      }
    ],
    fails: [SCHEMA],
    message: /Field was modified: @registry\/writer/
  },
  {
    mistake: 'The field indexer is a number',
    edits: [{ file: 'schema.ts', find: `type: 'bool' }`, replace: `type: 'uint' }` }],
    fails: [SCHEMA],
    message: /indexer bool/
  },
  {
    mistake: 'Every writer becomes an indexer',
    edits: [
      {
        file: 'operations.ts',
        find: `host.addWriter(key, { indexer })`,
        replace: `host.addWriter(key, { indexer: true })`
      }
    ],
    fails: [PLAIN, ORDERS],
    message: /signed: the put, by the only indexer there is|indexers by status/
  },
  {
    mistake: 'The flag stays at the default of the host',
    edits: [
      {
        file: 'operations.ts',
        find: `host.addWriter(key, { indexer })`,
        replace: `host.addWriter(key)`
      }
    ],
    fails: [PLAIN, ORDERS],
    message: /signed: the put, by the only indexer there is|indexers by status/
  },
  {
    mistake: 'No writer becomes an indexer',
    edits: [
      {
        file: 'operations.ts',
        find: `host.addWriter(key, { indexer })`,
        replace: `host.addWriter(key, { indexer: false })`
      }
    ],
    fails: [LAST, INDEXER, THREE, ONE, TWO],
    message: /all peers are indexers of one view/
  },
  {
    mistake: 'Nobody asks whether it is the last indexer',
    edits: [{ file: 'operations.ts', find: GUARD, replace: `` }],
    fails: [LAST],
    // Autobase notices later, at a place of its own choice.
    message: /An error that leaves apply closes the base|Invalid checkout/
  },
  {
    mistake: 'The last indexer is refused as an indexer too',
    edits: [{ file: 'operations.ts', find: `!indexer && !host`, replace: `!host` }],
    fails: [LAST],
    message: /skipped blocks on each peer/
  },
  {
    mistake: 'A refused block is passed over without being counted',
    edits: [{ file: 'operations.ts', find: `return view.skip()`, replace: `return` }],
    fails: [LAST],
    message: /skipped blocks on each peer/
  },
  {
    mistake: 'addWriter does not hand on the flag',
    edits: [{ file: 'service.ts', find: APPEND, replace: APPEND.replace(', indexer', '') }],
    fails: [INDEXER, THREE, ONE, TWO],
    message: /no indexer/
  },
  {
    mistake: 'addWriter takes the key for bytes',
    edits: [
      { file: 'service.ts', find: APPEND, replace: APPEND.replace('IdEnc.decode(key)', 'key') }
    ],
    fails: [INDEXER],
    message: /Incorrect buffer size/
  },
  {
    mistake: 'The nudge does not look whether there was progress',
    edits: [{ file: 'nudge.ts', find: ` && signedLength === this.#seen`, replace: `` }],
    fails: [MOVES, WAITS],
    message: /blocks appended/
  },
  {
    mistake: 'The nudge forgets what it saw',
    edits: [
      {
        file: 'nudge.ts',
        find: `    this.#seen = signedLength
`,
        replace: ``
      }
    ],
    fails: [STALL, WAITS],
    message: /the stalled base has been nudged twice/
  },
  {
    mistake: 'The nudge of a plain writer appends',
    edits: [
      { file: 'nudge.ts', find: NUDGE, replace: NUDGE.replace(' && this.#base.isIndexer', '') }
    ],
    fails: [STALL],
    message: /no indexer/
  },
  {
    mistake: 'The nudge appends empty bytes',
    edits: [
      { file: 'nudge.ts', find: NUDGE, replace: NUDGE.replace('null', 'b4a.alloc(0) as never') }
    ],
    fails: [STALL],
    message: /what the stalled base appended/
  },
  {
    mistake: 'The nudge never backs off',
    edits: [
      {
        file: 'nudge.ts',
        find: `    this.#wait = stalled ? Math.min(this.#wait * GROWTH, MAX_PATIENCE) : this.#patience
`,
        replace: ``
      }
    ],
    fails: [WAITS],
    message: /take longer and longer/
  },
  {
    mistake: 'The nudge stays patient after a stall has ended',
    edits: [
      {
        file: 'nudge.ts',
        find: `    this.#wait = stalled ? Math.min(this.#wait * GROWTH, MAX_PATIENCE) : this.#patience
`,
        replace: `    if (stalled) this.#wait = Math.min(this.#wait * GROWTH, MAX_PATIENCE)
`
      }
    ],
    fails: [WAITS],
    message: /waits longer meanwhile/
  }
]
