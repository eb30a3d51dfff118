import type { WrongSolution } from '../wrong.ts'

const REFUSED =
  'what is not an operation, and what its handler refuses, is counted and leaves nothing'
const ERROR =
  'an error that is not a refusal leaves apply: what failed here may not have failed elsewhere'
const COMMIT = 'commit makes what was staged, in that order; before it the view is as it was'
const REMOVAL =
  'a removal stages both, that the writer is not an indexer any more and that it is out'
const ROLES = 'who may change the members is decided by the operations before, and by nothing else'
const EQUAL =
  'three indexers append garbage, and a plain writer tries to take over: all peers stay equal'
const LATE = 'what a writer appends after its removal changes no view'

const CATCH = `    if (err instanceof RegistryError) return false
    throw err
`
const MAY = 'if (await draft.isIndexer(draft.writer)) return'
const REFUSE = `throw RegistryError.REFUSED('only an indexer changes who writes and who signs')`
const MAKE = 'for (const change of this.#changes) await change()'
const ROW = `  async removeWriter(key: Key): Promise<void> {
    this.#changes.push(() => this.#view.setIndexer(key, false))
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'What is not an operation counts as one that was accepted',
    edits: [
      {
        file: 'apply.ts',
        find: 'if (operation === null) return false',
        replace: 'if (operation === null) return true'
      }
    ],
    fails: [REFUSED, EQUAL],
    message: /skipped blocks after garbage 1/
  },
  {
    mistake: 'A bug of this program is taken for a refusal',
    edits: [
      {
        file: 'apply.ts',
        find: 'err instanceof RegistryError)',
        replace: 'err instanceof RegistryError || err instanceof TypeError)'
      }
    ],
    fails: [ERROR],
    message: /apply throws: a bug/
  },
  {
    mistake: 'Whatever carries a code is taken for a refusal',
    edits: [
      {
        file: 'apply.ts',
        find: 'if (err instanceof RegistryError)',
        replace: `if (err instanceof Error && 'code' in err)`
      }
    ],
    fails: [ERROR],
    message: /apply throws: no space left on device/
  },
  {
    mistake: 'A refusal is thrown on and closes the base',
    edits: [{ file: 'apply.ts', find: CATCH, replace: '    throw err\n' }],
    fails: [REFUSED, ERROR, COMMIT, ROLES, EQUAL],
    message: /name/
  },
  {
    mistake: 'What a handler refuses is committed, and not counted',
    edits: [
      {
        file: 'apply.ts',
        find: 'if (err instanceof RegistryError) return false',
        replace: 'if (err instanceof RegistryError) return true'
      }
    ],
    fails: [REFUSED, ERROR, COMMIT, ROLES, EQUAL],
    message: /skipped blocks after garbage 6/
  },
  {
    mistake: 'Operations are decoded and never dispatched',
    edits: [
      { file: 'apply.ts', find: '    await router.dispatch(operation, draft)\n', replace: '' }
    ],
    fails: [REFUSED, ERROR, COMMIT, ROLES, EQUAL, LATE],
    message: /skipped blocks after garbage 6/
  },
  {
    mistake: 'The change that was staged last is made first',
    edits: [
      {
        file: 'draft.ts',
        find: MAKE,
        replace: 'for (const change of this.#changes.reverse()) await change()'
      }
    ],
    fails: [COMMIT],
    message: /the second of two puts of one name/
  },
  {
    mistake: 'A change that fails is passed over',
    edits: [
      {
        file: 'draft.ts',
        find: MAKE,
        replace: `for (const change of this.#changes) await change().catch(() => {})`
      }
    ],
    fails: [ERROR],
    message: /what a change meets in commit/
  },
  {
    mistake: 'The first writer has no row that could say that it is out',
    edits: [
      {
        file: 'draft.ts',
        find: `    this.#changes.push(() => this.#view.setIndexer(key, false))
`,
        replace: `    if (!b4a.equals(key, this.#host.key)) {
      this.#changes.push(() => this.#view.setIndexer(key, false))
    }
`
      }
    ],
    fails: [REMOVAL],
    message: /the row of the first writer/
  },
  {
    mistake: 'Only the first change is made',
    edits: [{ file: 'draft.ts', find: MAKE, replace: 'await this.#changes[0]?.()' }],
    fails: [COMMIT, REMOVAL, ROLES, EQUAL, LATE],
    message: /the second of two puts of one name/
  },
  {
    mistake: 'A removed writer is still an indexer by its row',
    edits: [{ file: 'draft.ts', find: ROW, replace: ROW.slice(0, ROW.indexOf('\n') + 1) }],
    fails: [REMOVAL, ROLES, LATE],
    message: /the row of a removed writer/
  },
  {
    mistake: 'A removal is written into the row, and the base never hears of it',
    edits: [
      {
        file: 'draft.ts',
        find: '    this.#changes.push(() => this.#host.removeWriter(key))\n',
        replace: ''
      }
    ],
    fails: [REMOVAL, ROLES, LATE],
    message: /what the base was told/
  },
  {
    mistake: 'A removal happens at once, and is not staged',
    edits: [
      {
        file: 'draft.ts',
        find: 'this.#changes.push(() => this.#host.removeWriter(key))',
        replace: 'await this.#host.removeWriter(key)'
      }
    ],
    fails: [REMOVAL],
    message: /what the base was told before that/
  },
  {
    mistake: 'Adding a writer is left to everybody',
    edits: [
      {
        file: 'operations.ts',
        find: `indexer = false }, draft) => {
    await checkIndexer(draft)
`,
        replace: `indexer = false }, draft) => {
`
      }
    ],
    fails: [ROLES, EQUAL],
    message: /from a writer that no operation has named/
  },
  {
    mistake: 'Removing a writer is left to everybody',
    edits: [
      {
        file: 'operations.ts',
        find: `    await checkIndexer(draft)
    if (!draft.removeable(key)) throw`,
        replace: `    if (!draft.removeable(key)) throw`
      }
    ],
    fails: [ROLES, EQUAL],
    message: /from a writer that no operation has named/
  },
  {
    mistake: 'A plain writer stops the base',
    edits: [{ file: 'operations.ts', find: REFUSE, replace: `throw new Error('not an indexer')` }],
    fails: [ROLES, EQUAL],
    message: /not an indexer/
  },
  {
    mistake: 'The test of the indexer is the wrong way round',
    edits: [
      {
        file: 'operations.ts',
        find: MAY,
        replace: `if (!(await draft.isIndexer(draft.writer))) return`
      }
    ],
    fails: [ROLES, EQUAL, LATE],
    message: /from a writer that no operation has named/
  },
  {
    mistake: 'Nobody waits for the answer: a promise is always true',
    edits: [
      { file: 'operations.ts', find: MAY, replace: 'if (draft.isIndexer(draft.writer)) return' }
    ],
    fails: [ROLES, EQUAL],
    message: /from a writer that no operation has named/
  },
  {
    mistake: 'Only two codes are refusals',
    edits: [
      {
        file: 'apply.ts',
        find: `if (err instanceof RegistryError) return false`,
        replace: `if (err instanceof RegistryError && ['REFUSED', 'INVALID_ENTRY'].includes(err.code)) return false`
      }
    ],
    fails: [ERROR],
    message: /LAST_INDEXER|must be kept/
  },
  {
    mistake: 'A plain writer may take itself out',
    edits: [
      {
        file: 'operations.ts',
        find: `    await checkIndexer(draft)
    if (!draft.removeable(key)) throw RegistryError.LAST_INDEXER()
    await draft.removeWriter(key)`,
        replace: `    if (!b4a.equals(key, draft.writer)) await checkIndexer(draft)
    if (!draft.removeable(key)) throw RegistryError.LAST_INDEXER()
    await draft.removeWriter(key)`
      },
      {
        file: 'operations.ts',
        find: `import type { Draft }`,
        replace: `import b4a from 'b4a'\nimport type { Draft }`
      }
    ],
    fails: [ROLES],
    message: /from a plain writer, about itself, too/
  },
  {
    mistake: 'All of a batch is checked before any of it is changed',
    edits: [
      {
        file: 'apply.ts',
        find: `      for (const operation of operationsIn(value)) {`,
        replace: `      const accepted: Draft[] = []\n      for (const operation of operationsIn(value)) {`
      },
      {
        file: 'apply.ts',
        find: `        if (await accepts(router, operation, draft)) await draft.commit()
        else await view.skip()
      }`,
        replace: `        if (await accepts(router, operation, draft)) accepted.push(draft)
        else await view.skip()
      }
      for (const draft of accepted) await draft.commit()`
      }
    ],
    fails: [ROLES],
    message: /that the operation before, in its batch, demotes/
  }
]
