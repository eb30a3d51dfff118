import type { WrongSolution } from '../wrong.ts'

const OPENS = 'a new base opens with an empty view'
const READ = 'an entry that was put is read from the view'
const RESTART = 'a view is rebuilt from the blocks after a restart'
const PASSIVE = 'a peer that never wrote builds the same view from the blocks of another'
const FLUSH = 'several blocks in one apply are stored by one flush'
const BATCH = 'putAll appends its entries as one batch'
const APART = 'two writers who were apart end up with the same view'
const CORES = 'your peer agrees with two of our peers, block for block'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

const PUT = `await view.put({ ...value.entry, driveKey: IdEnc.decode(value.entry.driveKey) })`
const END = `
  await view.flush()
}
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'apply flushes after each block',
    edits: [
      { file: 'service.ts', find: END, replace: `\n}\n` },
      { file: 'service.ts', find: PUT, replace: `${PUT}\n      await view.flush()` }
    ],
    fails: [FLUSH, BATCH, CORES],
    message: /after a batch of three puts of one name/
  },
  {
    mistake: 'apply never flushes',
    edits: [{ file: 'service.ts', find: END, replace: `\n}\n` }],
    fails: [PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /'your peer': \[\]/
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
    fails: [BATCH],
    message: /as of one flush/
  },
  {
    mistake: 'putAll appends the entries and not the blocks made of them',
    edits: [{ file: 'service.ts', find: `entries.map(toPutBlock)`, replace: `entries` }],
    fails: [READ, BATCH, RESTART, APART, CORES],
    message: /what get answers/
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
    fails: [READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /SESSION_NOT_WRITABLE/
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
    fails: [PASSIVE, FLUSH, READ, RESTART, APART, CORES, ORDERS],
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
    fails: [PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /'your peer': \[\]/
  },
  {
    mistake: 'open hands the store to the view, and not a core of it',
    edits: [
      {
        file: 'service.ts',
        find: `new RegistryView(store.get('view'))`,
        replace: `new RegistryView(store as never)`
      }
    ],
    fails: [OPENS, PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /core\.on is not a function/
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
    fails: [PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /Hyperdb is closed/
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
    fails: [FLUSH, CORES, ORDERS],
    message: /draft/
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
    fails: [FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /what get answers after the restart/,
    whole: true
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
    fails: [PASSIVE, FLUSH, CORES, ORDERS],
    message: /'your peer': \[ 'llama/
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
    fails: [PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /Incorrect buffer size.*view\.ts/
  },
  {
    mistake: 'put in apply is not awaited',
    edits: [{ file: 'service.ts', find: `await view.put`, replace: `void view.put` }],
    fails: [PASSIVE, FLUSH, READ, BATCH, RESTART, APART, CORES, ORDERS],
    message: /Insert\/delete in progress/
  },
  {
    mistake: 'Each fifty entries have a flush of their own',
    edits: [
      {
        file: 'service.ts',
        find: `  for (const { value } of nodes) {
`,
        replace: `  let staged = 0
  for (const { value } of nodes) {
    if (++staged % 50 === 0) await view.flush()
`
      }
    ],
    fails: [BATCH],
    message: /hash of the view core/
  },
  {
    mistake: 'putAll sorts the array of its caller',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map(toPutBlock))
`,
        replace: `    entries.sort((a, b) => a.name.localeCompare(b.name))
    await this.base.append(entries.map(toPutBlock))
`
      }
    ],
    fails: [BATCH],
    message: /./
  },
  {
    mistake: 'A hundred entries are a batch',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map(toPutBlock))
`,
        replace: `    for (let at = 0; at < entries.length; at += 100) {
      await this.base.append(entries.slice(at, at + 100).map(toPutBlock))
    }
`
      }
    ],
    fails: [BATCH],
    message: /view core of your peer/
  },
  {
    mistake: 'Of two with one name the first is appended',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map(toPutBlock))
`,
        replace: `    const first = entries.filter(({ name }, at) => entries.findIndex((e) => e.name === name) === at)
    await this.base.append(first.map(toPutBlock))
`
      }
    ],
    fails: [BATCH],
    message: /of two with one name, the last|view core of your peer/
  },
  {
    mistake: 'apply flushes only if the last of its nodes is a put',
    edits: [
      { file: 'service.ts', find: END, replace: `\n}\n` },
      {
        file: 'service.ts',
        find: PUT,
        replace: `${PUT}\n      if (value === nodes.at(-1)?.value) await view.flush()`
      }
    ],
    fails: [FLUSH],
    message: /after a put and an add-writer in one apply/
  },
  {
    mistake: 'A put at a peer that is no writer resolves',
    edits: [
      {
        file: 'service.ts',
        find: 'await this.base.append(entries.map(toPutBlock))',
        replace: 'if (this.base.writable) await this.base.append(entries.map(toPutBlock))'
      }
    ],
    fails: [READ],
    message: /a put at a peer that is no writer/
  },
  {
    mistake: 'One append that has failed fails all that follow',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map(toPutBlock))`,
        replace: `    this.#last = this.#last.then(async () => void (await this.base.append(entries.map(toPutBlock))))
    await this.#last`
      },
      {
        file: 'service.ts',
        find: `  async addWriter(`,
        replace: `  #last: Promise<void> = Promise.resolve()\n\n  async addWriter(`
      }
    ],
    fails: [READ],
    message: /Not writable/
  },
  {
    mistake: 'A large batch is flushed in pieces',
    edits: [
      {
        file: 'service.ts',
        find: PUT,
        replace: `${PUT}\n      if (value === nodes[249]?.value) await view.flush()`
      }
    ],
    fails: [BATCH],
    message: /hash of the view core of your peer/
  },
  {
    mistake: 'putAll leaves out what it cannot encode',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map(toPutBlock))`,
        replace: `    const toBlocks = (entry: Entry) => {
      try {
        return [toPutBlock(entry)]
      } catch {
        return []
      }
    }
    await this.base.append(entries.flatMap(toBlocks))`
      }
    ],
    fails: [BATCH],
    message: /a drive key of three bytes/
  }
]
