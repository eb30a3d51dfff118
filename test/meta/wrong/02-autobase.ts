import type { WrongSolution } from '../wrong.ts'

const READ = 'an entry that was put is read from the view'
const RESTART = 'a view is rebuilt from the blocks after a restart'
const PASSIVE = 'a peer that never wrote builds the same view from the blocks of another'
const FLUSH = 'several blocks in one apply are stored by one flush'
const BATCH = 'putAll appends its entries as one batch'
const APART = 'two writers who were apart end with the same view'
const CORES = 'your peer agrees with two reference peers, block for block'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

const PUT = `await view.put({ ...value.entry, driveKey: IdEnc.decode(value.entry.driveKey) })`
const END = `
  await view.flush()
}
`

export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'apply flushes after each block',
    edits: [
      { file: 'service.ts', find: END, replace: `\n}\n` },
      { file: 'service.ts', find: PUT, replace: `${PUT}\n      await view.flush()` }
    ],
    fails: [FLUSH, BATCH, CORES],
    message: /blocks in the view core/
  },
  {
    mistake: 'apply never flushes',
    edits: [{ file: 'service.ts', find: END, replace: `\n}\n` }],
    fails: [READ, RESTART, PASSIVE, FLUSH, BATCH, APART, CORES, ORDERS],
    message: /null/
  },
  {
    mistake: 'putAll appends one entry after the other',
    edits: [
      {
        file: 'service.ts',
        find: `await this.base.append(entries.map(toPutBlock))`,
        replace: `for (const entry of entries) await this.base.append(toPutBlock(entry))`
      }
    ],
    fails: [FLUSH, BATCH],
    message: /blocks in the view core/
  },
  {
    mistake: 'putAll appends the entries and not the blocks made of them',
    edits: [{ file: 'service.ts', find: `entries.map(toPutBlock)`, replace: `entries` }],
    fails: [READ],
    message: /null/
  },
  {
    mistake: 'putAll writes to the view instead of appending',
    edits: [
      {
        file: 'service.ts',
        find: `await this.base.append(entries.map(toPutBlock))`,
        replace: `for (const entry of entries) await this.view.put(entry)
    await this.view.flush()`
      }
    ],
    fails: [READ],
    message: /./
  },
  {
    mistake: 'apply stores the time of day',
    edits: [
      {
        file: 'service.ts',
        find: PUT,
        replace: `const driveKey = IdEnc.decode(value.entry.driveKey)
      const description = 'stored at ' + performance.now()
      await view.put({ ...value.entry, driveKey, description })`
      }
    ],
    fails: [READ, RESTART, PASSIVE, FLUSH, APART, CORES, ORDERS],
    message: /stored at/
  },
  {
    mistake: 'The view lives on a core that Autobase does not know',
    edits: [
      {
        file: 'service.ts',
        find: `import type Corestore from 'corestore'`,
        replace: `import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'`
      },
      {
        file: 'service.ts',
        find: `  return new RegistryView(store.get('view'))`,
        replace: `  const own = new Corestore(mkdtempSync(join(tmpdir(), 'workshop-own-')))
  return new RegistryView(own.get({ name: 'view' }))`
      }
    ],
    fails: [READ],
    message: /./
  },
  {
    mistake: 'open makes one view and hands it out again and again',
    edits: [
      {
        file: 'service.ts',
        find: `/** Autobase can cut back`,
        replace: `let shared: RegistryView | undefined

/** Autobase can cut back`
      },
      {
        file: 'service.ts',
        find: `return new RegistryView(store.get('view'))`,
        replace: `return (shared ??= new RegistryView(store.get('view')))`
      }
    ],
    fails: [READ],
    message: /./
  },
  {
    mistake: 'The first put of a name wins',
    edits: [
      {
        file: 'service.ts',
        find: PUT,
        replace: `if ((await view.get(value.entry.name)) !== null) continue
      ${PUT}`
      }
    ],
    fails: [FLUSH, BATCH, CORES, ORDERS],
    message: /the last put of a batch wins/
  },
  {
    mistake: 'apply remembers in a variable what it has stored',
    edits: [
      {
        file: 'service.ts',
        find: `/** Autobase replays this`,
        replace: `const stored = new Set<string>()

/** Autobase replays this`
      },
      {
        file: 'service.ts',
        find: PUT,
        replace: `const line = JSON.stringify(value.entry)
      if (stored.has(line)) continue
      stored.add(line)
      ${PUT}`
      }
    ],
    fails: [READ],
    message: /./
  },
  {
    mistake: 'apply returns after the first put',
    edits: [
      {
        file: 'service.ts',
        find: PUT,
        replace: `${PUT}
      return view.flush()`
      }
    ],
    fails: [PASSIVE, FLUSH, BATCH, ORDERS],
    message: /./
  },
  {
    mistake: 'The drive key stays text',
    edits: [
      {
        file: 'service.ts',
        find: PUT,
        replace: `await view.put(value.entry)`
      }
    ],
    fails: [READ],
    message: /./
  },
  {
    mistake: 'put in apply is not awaited',
    edits: [{ file: 'service.ts', find: `await view.put`, replace: `void view.put` }],
    fails: [READ],
    message: /in progress/
  }
]
