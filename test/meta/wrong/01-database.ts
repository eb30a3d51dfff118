import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the schema registers an index by type and one by owner'
const FOUND = 'an entry that was put and flushed is found by its name'
const STAGED = 'put stores nothing before flush, and flush stores all that is staged'
const ABSENT = 'a name that nobody put is null'
const OPTIONAL = 'an entry without owner and description is stored, with null for both'
const INDEXES = 'entries are found by drive key, by type and by owner'
const REPLACED = 'a second put of the same name replaces the entry, and the indexes follow'
const DELETED = 'a deleted entry is gone by name and from every index'
const MISSING = 'deleting what is not there changes nothing'
const SAME = 'whatever is put, deleted, flushed and asked for, your view answers as ours does'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The index by owner is made of the type',
    edits: [{ file: 'schema.ts', find: `key: ['owner'] })`, replace: `key: ['type'] })` }],
    fails: [SCHEMA],
    message: /index 3 @registry\/entry-by-owner of @registry\/entry, key \[owner\]/
  },
  {
    mistake: 'The index by type is unique',
    edits: [
      {
        file: 'schema.ts',
        find: `key: ['type'] })`,
        replace: `key: ['type'], unique: true })`
      }
    ],
    fails: [SCHEMA],
    message: /unique key \[type\]/
  },
  {
    mistake: 'One index is forgotten',
    edits: [
      {
        file: 'schema.ts',
        find: `  indexes.register({ name: 'entry-by-owner', collection: '@registry/entry', key: ['owner'] })
`,
        replace: ``
      }
    ],
    fails: [SCHEMA],
    message: /index 3 @registry\/entry-by-owner/
  },
  {
    mistake: 'An index names its collection without the namespace',
    edits: [
      {
        file: 'schema.ts',
        find: `name: 'entry-by-type', collection: '@registry/entry'`,
        replace: `name: 'entry-by-type', collection: 'entry'`
      }
    ],
    fails: [SCHEMA],
    message: /named in full, like @registry\/entry/
  },
  {
    mistake: 'A find has a lower end and no upper one',
    edits: [
      {
        file: 'view.ts',
        find: `{ gte: { owner }, lte: { owner } }`,
        replace: `{ gte: { owner } }`
      }
    ],
    fails: [INDEXES, REPLACED, DELETED, SAME],
    message: /by owner/
  },
  {
    mistake: 'The owner is looked up in the index by type',
    edits: [
      {
        file: 'view.ts',
        find: `find('@registry/entry-by-owner', { gte: { owner }, lte: { owner } })`,
        replace: `find('@registry/entry-by-type', { gte: { type: owner }, lte: { type: owner } })`
      }
    ],
    fails: [INDEXES, REPLACED, SAME],
    message: /by owner/
  },
  {
    mistake: 'insert is not awaited',
    edits: [{ file: 'view.ts', find: `await this.#db.insert`, replace: `void this.#db.insert` }],
    fails: [FOUND, STAGED, ABSENT, OPTIONAL, INDEXES, REPLACED, DELETED, MISSING, SAME],
    message: /Insert\/delete in progress/
  },
  {
    mistake: 'put flushes by itself',
    edits: [
      {
        file: 'view.ts',
        find: `    await this.#db.insert('@registry/entry', entry)
`,
        replace: `    await this.#db.insert('@registry/entry', entry)
    await this.#db.flush()
`
      }
    ],
    fails: [STAGED, SAME],
    message: /blocks in the core after 300 puts and deletes/
  },
  {
    mistake: 'put keeps the entry that is there already',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.insert`,
        replace: `if ((await this.get(entry.name)) === null) await this.#db.insert`
      }
    ],
    fails: [REPLACED, SAME],
    message: /by name/
  },
  {
    mistake: 'put stores only the fields that are required',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.insert('@registry/entry', entry)`,
        replace: `const { name, driveKey, type } = entry
    await this.#db.insert('@registry/entry', { name, driveKey, type })`
      }
    ],
    fails: [FOUND, INDEXES, REPLACED, SAME],
    message: /meta/
  },
  {
    mistake: 'get throws where there is no entry',
    edits: [
      {
        file: 'view.ts',
        find: `return this.#db.get('@registry/entry', { name })`,
        replace: `const entry = await this.#db.get('@registry/entry', { name })
    if (entry === null) throw new Error('there is no entry ' + name)
    return entry`
      }
    ],
    fails: [ABSENT, DELETED, SAME],
    message: /there is no entry/
  },
  {
    mistake: 'get answers undefined where there is no entry',
    edits: [
      {
        file: 'view.ts',
        find: `return this.#db.get('@registry/entry', { name })`,
        replace: `for await (const entry of this.list()) if (entry.name === name) return entry
    return undefined`
      }
    ],
    fails: [ABSENT, DELETED, SAME],
    message: /null/
  },
  {
    mistake: 'delete empties the entry instead of removing it',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.delete('@registry/entry', { name })`,
        replace: `const entry = await this.get(name)
    if (entry) await this.#db.insert('@registry/entry', { ...entry, owner: null, type: '' })`
      }
    ],
    fails: [STAGED, DELETED, SAME],
    message: /by name/
  },
  {
    mistake: 'delete throws where there is no entry',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.delete('@registry/entry', { name })`,
        replace: `if ((await this.get(name)) === null) throw new Error('nothing to delete')
    await this.#db.delete('@registry/entry', { name })`
      }
    ],
    fails: [MISSING, SAME],
    message: /nothing to delete/
  },
  {
    mistake: 'delete is given the name and not the key',
    edits: [
      {
        file: 'view.ts',
        find: `delete('@registry/entry', { name })`,
        replace: `delete('@registry/entry', name)`
      }
    ],
    fails: [STAGED, DELETED, SAME],
    message: /by name/
  },
  {
    mistake: 'Blanks around a name are trimmed',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.insert('@registry/entry', entry)`,
        replace: `await this.#db.insert('@registry/entry', { ...entry, name: entry.name.trim() })`
      }
    ],
    fails: [SAME],
    message: /your code gives/
  },
  {
    mistake: 'A find takes whatever begins so for equal',
    edits: [
      {
        file: 'view.ts',
        find: `{ gte: { owner }, lte: { owner } }`,
        replace: `{ gte: { owner }, lt: { owner: owner + '\\uffff' } }`
      }
    ],
    fails: [SAME],
    message: /findByOwner/
  },
  {
    mistake: 'A find gives the first hundred rows',
    edits: [
      {
        file: 'view.ts',
        find: `{ gte: { type }, lte: { type } }`,
        replace: `{ gte: { type }, lte: { type } }, { limit: 100 }`
      }
    ],
    fails: [SAME],
    message: /entries found by what all have/
  },
  {
    mistake: 'put fills in the entry of its caller',
    edits: [
      {
        file: 'view.ts',
        find: `await this.#db.insert('@registry/entry', entry)`,
        replace: `entry.owner ||= null
    await this.#db.insert('@registry/entry', entry)`
      }
    ],
    fails: [OPTIONAL, SAME],
    message: /changed what it was given|your code gives/
  },
  {
    mistake: 'An owner has a hundred entries at most',
    edits: [
      {
        file: 'view.ts',
        find: `find('@registry/entry-by-owner', { gte: { owner }, lte: { owner } })`,
        replace: `find('@registry/entry-by-owner', { gte: { owner }, lte: { owner }, limit: 100 })`
      }
    ],
    fails: [SAME],
    message: /entries found by what all have/
  },
  {
    mistake: 'put fills in what the caller left out',
    edits: [
      {
        file: 'view.ts',
        find: `    await this.#db.insert('@registry/entry', entry)
`,
        replace: `    entry.owner ??= null
    entry.description ??= null
    await this.#db.insert('@registry/entry', entry)
`
      }
    ],
    fails: [OPTIONAL],
    message: /./
  },
  {
    mistake: 'What is left out stays as it was',
    edits: [
      {
        file: 'view.ts',
        find: `    await this.#db.insert('@registry/entry', entry)
`,
        replace: `    const before = await this.get(entry.name)
    await this.#db.insert('@registry/entry', { ...before, ...entry })
`
      }
    ],
    fails: [OPTIONAL],
    message: /after another put without them/
  },
  {
    mistake: 'Many entries are stored early',
    edits: [
      {
        file: 'view.ts',
        find: `    await this.#db.insert('@registry/entry', entry)
`,
        replace: `    await this.#db.insert('@registry/entry', entry)
    const many = this as { staged?: number }
    many.staged = (many.staged ?? 0) + 1
    if (many.staged % 128 === 0) await this.flush()
`
      }
    ],
    fails: [STAGED],
    message: /300 puts and deletes/
  },
  {
    mistake: 'What was read once is remembered',
    edits: [
      {
        file: 'view.ts',
        find: `    return this.#db.get('@registry/entry', { name })
`,
        replace: `    const memory = this as { read?: Map<string, Entry> }
    memory.read ??= new Map()
    const known = memory.read.get(name)
    if (known !== undefined) return known
    const entry = await this.#db.get('@registry/entry', { name })
    if (entry !== null) memory.read.set(name, entry)
    return entry
`
      },
      {
        file: 'view.ts',
        find: `    await this.#db.insert('@registry/entry', entry)
`,
        replace: `    ;(this as { read?: Map<string, Entry> }).read?.delete(entry.name)
    await this.#db.insert('@registry/entry', entry)
`
      },
      {
        file: 'view.ts',
        find: `    await this.#db.delete('@registry/entry', { name })
`,
        replace: `    ;(this as { read?: Map<string, Entry> }).read?.delete(name)
    await this.#db.delete('@registry/entry', { name })
`
      }
    ],
    fails: [REPLACED],
    message: /after it was replaced/
  },
  {
    mistake: 'A find that is left early is never ended',
    edits: [
      {
        file: 'view.ts',
        find: `    return this.#db.find('@registry/entry-by-type', { gte: { type }, lte: { type } })`,
        replace: `    return rows(this.#db.find('@registry/entry-by-type', { gte: { type }, lte: { type } }))`
      },
      {
        file: 'view.ts',
        find: `/** The registry as a database`,
        replace: `async function* rows(query: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  const walk = query[Symbol.asyncIterator]()
  for (let step = await walk.next(); step.done !== true; step = await walk.next()) yield step.value
}

/** The registry as a database`
      }
    ],
    fails: [INDEXES],
    message: /after two finds that were left early/
  },
  {
    mistake: 'A build begins without the spec that is there',
    edits: [
      {
        file: 'schema.ts',
        find: `import HyperdbBuilder from 'hyperdb/builder'`,
        replace: `import { rmSync } from 'node:fs'
import HyperdbBuilder from 'hyperdb/builder'`
      },
      {
        file: 'schema.ts',
        find: `  const schema = Hyperschema.from(\`\${dir}/schema\`)`,
        replace: `  rmSync(dir, { recursive: true, force: true })
  const schema = Hyperschema.from(\`\${dir}/schema\`)`
      }
    ],
    fails: [SCHEMA],
    message: /over a spec of entries with nothing but a name/
  },
  {
    mistake: 'A delete that fails says nothing',
    edits: [
      {
        file: 'view.ts',
        find: `    await this.#db.delete('@registry/entry', { name })`,
        replace: `    await this.#db.delete('@registry/entry', { name }).catch(() => {})`
      }
    ],
    fails: [MISSING],
    message: /a delete that fails/
  },
  {
    mistake: 'A get that fails finds nothing',
    edits: [
      {
        file: 'view.ts',
        find: `return this.#db.get('@registry/entry', { name })`,
        replace: `return this.#db.get('@registry/entry', { name }).catch(() => null)`
      }
    ],
    fails: [ABSENT],
    message: /a get that fails/
  }
]
