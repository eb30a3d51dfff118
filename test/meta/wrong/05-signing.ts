import type { WrongSolution } from '../wrong.ts'

const AT_ONCE = 'untilSigned returns at once if everything is already signed'
const WAITS = 'untilSigned waits until a majority has signed this writer up to the length'
const GIVES_UP = 'untilSigned gives up with NOT_SIGNED_YET when time is up'
const ANSWER = 'a put is answered with the length of its writer, and promises no signature'
const DURABLE = 'a durable put is answered when a majority has signed it'
const NOT_YET =
  'a durable put without a majority is NOT_SIGNED_YET, and is signed once a majority is back'
const STALL = 'the nudge appends a null block when signing has stalled, and only then'
const MOVES = 'the nudge leaves alone a base whose signed length moves on'
const CHANGE = 'a change of the indexers that nobody signs is a stall too'
const OWING = 'an indexer that has signed and falls silent appends one null block'
const LONGER =
  'the nudge waits longer and longer in a stall, up to a limit, and is quick again afterwards'

const LOOK = `    if ((await signedBlocks(base)) >= length) return
    for`
const AGAIN = `for await (const _ of updates) if ((await signedBlocks(base)) >= length) return`
const DURABLE_LINE = `if (durable) await untilSigned(this.base, length, timeout)`
const STALLED = `const stalled = !moved && this.#seen !== null && isUnsigned(this.#base)`
const NULL = `if (isIndexer && (stalled || owing)) await this.#base.append(null)`
const WAIT = `this.#waitMs = stalled ? Math.min(this.#waitMs * GROWTH, MAX_WAIT_MS) : this.#stallMs`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'untilSigned does not look before it waits',
    edits: [{ file: 'base/signed.ts', find: LOOK, replace: `    for` }],
    fails: [AT_ONCE, DURABLE],
    message: /NOT_SIGNED_YET: stored by this writer/
  },
  {
    mistake: 'untilSigned takes any update for a signature',
    edits: [
      { file: 'base/signed.ts', find: AGAIN, replace: `for await (const _ of updates) return` }
    ],
    fails: [WAITS],
    message: /were signed when it returned/
  },
  {
    mistake: 'untilSigned compares with the signed length of the base',
    edits: [
      {
        file: 'base/signed.ts',
        find: LOOK,
        replace: `    if (base.signedLength >= length) return
    for`
      }
    ],
    fails: [WAITS, GIVES_UP, NOT_YET],
    message: /were signed when it returned|null/
  },
  {
    mistake: 'untilSigned gives up without an error',
    edits: [
      {
        file: 'base/signed.ts',
        find: AGAIN,
        replace: `try {
      ${AGAIN}
    } catch {
      return
    }`
      }
    ],
    fails: [GIVES_UP, NOT_YET],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'put does not wait, whatever the caller asks',
    edits: [{ file: 'service.ts', find: `    ${DURABLE_LINE}\n`, replace: `` }],
    fails: [NOT_YET],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'Every put waits for the majority',
    edits: [{ file: 'service.ts', find: DURABLE_LINE, replace: DURABLE_LINE.slice(13) }],
    fails: [ANSWER],
    message: /NOT_SIGNED_YET: stored by this writer/
  },
  {
    mistake: 'The answer always says signed',
    edits: [{ file: 'service.ts', find: `signed: durable }`, replace: `signed: true }` }],
    fails: [ANSWER],
    message: /the answer without a majority/
  },
  {
    mistake: 'The answer has the length of the view',
    edits: [
      {
        file: 'service.ts',
        find: `const { length } = this.base.local`,
        replace: `const { length } = this.view.core`
      }
    ],
    fails: [ANSWER, DURABLE, NOT_YET],
    message: /a batch of two after block/
  },
  {
    mistake: 'The timeout of the caller is not handed on',
    edits: [{ file: 'service.ts', find: `length, timeout)`, replace: `length, 0)` }],
    fails: [NOT_YET],
    message: /a caller with more time/
  },
  {
    mistake: 'The nudge does not look whether there was progress',
    edits: [{ file: 'base/nudge.ts', find: STALLED, replace: STALLED.replace('!moved && ', '') }],
    fails: [MOVES, LONGER],
    message: /blocks appended/
  },
  {
    mistake: 'The nudge takes every lull for a stall',
    edits: [
      { file: 'base/nudge.ts', find: STALLED, replace: `const stalled = !moved && !!this.#seen` }
    ],
    fails: [STALL, OWING],
    message: /left alone/
  },
  {
    mistake: 'The nudge looks at the view alone',
    edits: [
      {
        file: 'base/nudge.ts',
        find: `&& isUnsigned(this.#base)`,
        replace: `&& signedLength < this.#base.view.core.length`
      }
    ],
    fails: [CHANGE],
    message: /null blocks while one is to join/
  },
  {
    mistake: 'The nudge forgets what an indexer owes',
    edits: [
      { file: 'base/nudge.ts', find: NULL, replace: NULL.replace('(stalled || owing)', 'stalled') }
    ],
    fails: [OWING, LONGER],
    message: /blocks that the indexer appended/
  },
  {
    mistake: 'The nudge of a plain writer appends',
    edits: [{ file: 'base/nudge.ts', find: NULL, replace: NULL.replace('isIndexer && ', '') }],
    fails: [STALL, OWING],
    message: /not an indexer/
  },
  {
    mistake: 'The nudge appends a zero-byte block',
    edits: [
      {
        file: 'base/nudge.ts',
        find: NULL,
        replace: NULL.replace('null', 'b4a.alloc(0) as never')
      }
    ],
    fails: [STALL, OWING],
    message: /what it appends/
  },
  {
    mistake: 'The nudge never backs off',
    edits: [{ file: 'base/nudge.ts', find: WAIT, replace: `this.#waitMs = this.#stallMs` }],
    fails: [LONGER],
    message: /later for half a minute/
  },
  {
    mistake: 'The nudge has no limit',
    edits: [
      {
        file: 'base/nudge.ts',
        find: WAIT,
        replace: `this.#waitMs = stalled ? this.#waitMs * GROWTH : this.#stallMs`
      }
    ],
    fails: [LONGER],
    message: /and not longer/
  },
  {
    mistake: 'The nudge stays slow after a stall has ended',
    edits: [
      {
        file: 'base/nudge.ts',
        find: WAIT,
        replace: `if (stalled) this.#waitMs = Math.min(this.#waitMs * GROWTH, MAX_WAIT_MS)`
      }
    ],
    fails: [LONGER],
    message: /a wait is short again/
  },
  {
    mistake: 'Whatever the base has is waited for, and not this writer’s blocks',
    edits: [
      {
        file: 'base/signed.ts',
        find: `    if ((await signedBlocks(base)) >= length) return
    for await (const _ of updates) if ((await signedBlocks(base)) >= length) return
`,
        replace: `    if ((await signedBlocks(base)) >= length) return
    const target = base.length
    for await (const _ of updates) if (base.signedLength >= target) return
`
      }
    ],
    fails: [WAITS],
    message: /the others had signed four puts/
  },
  {
    mistake: 'A timeout alone makes a put wait',
    edits: [
      {
        file: 'service.ts',
        find: `const { durable = false, timeout } = options`,
        replace: `const { timeout, durable = timeout !== undefined } = options`
      }
    ],
    fails: [ANSWER],
    message: /NOT_SIGNED_YET|promises no signature, either/
  },
  {
    mistake: 'The length is reckoned before the append',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(operations)
    const { length } = this.base.local
`,
        replace: `    const length = this.base.local.length + operations.length
    await this.base.append(operations)
`
      }
    ],
    fails: [ANSWER],
    message: /of three at once/
  },
  {
    mistake: 'Nothing listens while it looks',
    edits: [
      {
        file: 'base/signed.ts',
        find: `  const updates = on(base, 'update', { signal: AbortSignal.timeout(ms) })`,
        replace: `  const signal = AbortSignal.timeout(ms)`
      },
      {
        file: 'base/signed.ts',
        find: `    if ((await signedBlocks(base)) >= length) return
    ${AGAIN}`,
        replace: `    while ((await signedBlocks(base)) < length) await once(base, 'update', { signal })`
      },
      { file: 'base/signed.ts', find: `    await updates.return?.()\n`, replace: `` },
      { file: 'base/signed.ts', find: `import { on }`, replace: `import { once }` }
    ],
    fails: [WAITS],
    message: /the only update comes while it looks/
  }
]
