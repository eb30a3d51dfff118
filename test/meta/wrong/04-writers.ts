import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the struct writer says whether the writer is to be an indexer'
const REFUSES = 'a peer that is not a writer refuses a put with NOT_WRITABLE'
const PLAIN = 'a plain writer may append, and the view key stays as it was'
const LAST = 'making the last indexer a plain writer is refused: the block is skipped on all peers'
const INDEXER = 'addWriter makes an indexer by default, and all peers move to a new view key'
const THREE = 'three indexers of which one is yours sign everything, block for block the same'
const ONE = 'with one of three online a put is in the length and not in the signed length'
const TWO = 'two of three indexers sign without the third, which catches up later'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

const FIELD = `      { name: 'key', type: 'fixed32', required: true },
      { name: 'indexer', type: 'bool' }
`
const GUARD = `    if (!indexer && !host.removeable(key)) return view.skip()
`
const APPEND = `encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })`
const CHECK = `    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
`

export const before = [SCHEMA, REFUSES, PLAIN, LAST, INDEXER, THREE, ONE, TWO]

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
    fails: [PLAIN, LAST, INDEXER, ORDERS],
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
    fails: [PLAIN, LAST, INDEXER, ORDERS],
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
    message: /not an indexer/
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
    mistake: 'Nobody asks whether this instance may write',
    edits: [{ file: 'service.ts', find: CHECK, replace: `` }],
    fails: [REFUSES],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'A put that this instance may not write is dropped in silence',
    edits: [
      {
        file: 'service.ts',
        find: CHECK,
        replace: `    if (!this.base.writable) return
`
      }
    ],
    fails: [REFUSES],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'Only an indexer may put',
    edits: [{ file: 'service.ts', find: CHECK, replace: CHECK.replace('writable', 'isIndexer') }],
    fails: [REFUSES],
    message: /NOT_WRITABLE: this instance/
  },
  {
    mistake: 'Who was refused once is refused for good',
    edits: [
      {
        file: 'operations.ts',
        find: `    if (!indexer && !host.removeable(key)) return view.skip()
`,
        replace: `    const memory = view as { refused?: string[] }
    memory.refused ??= []
    const id = Array.from(key).join()
    if (!indexer && (memory.refused.includes(id) || !host.removeable(key))) {
      memory.refused.push(id)
      return view.skip()
    }
`
      }
    ],
    fails: [LAST],
    message: /your code throws TypeError|your peer is a plain writer/
  },
  {
    mistake: 'Whether it may write is asked before it is open',
    edits: [
      {
        file: 'service.ts',
        find: `    if (!this.opened) await this.ready()
    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
`,
        replace: `    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
    if (!this.opened) await this.ready()
`
      }
    ],
    fails: [REFUSES],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'Whatever an append throws is NOT_WRITABLE',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(operations)
`,
        replace: `    await this.base.append(operations).catch(() => {
      throw RegistryError.NOT_WRITABLE()
    })
`
      }
    ],
    fails: [REFUSES],
    message: /how a put ends, where storing fails/
  },
  {
    mistake: 'No entries need no writer',
    edits: [
      {
        file: 'service.ts',
        find: `    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
`,
        replace: `    if (operations.length === 0) return
    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
`
      }
    ],
    fails: [REFUSES],
    message: /no entries, at no writer/
  },
  {
    mistake: 'addWriter passes by the check of putAll',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.#write([${APPEND}])`,
        replace: `    if (!this.opened) await this.ready()
    await this.base.append(${APPEND})`
      }
    ],
    fails: [REFUSES],
    message: /addWriter, at no writer/
  },
  {
    mistake: 'A large batch is appended in parts',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(operations)`,
        replace: `    await this.base.append(operations.slice(0, 100))
    if (operations.length > 100) await this.base.append(operations.slice(100))`
      }
    ],
    fails: [INDEXER],
    message: /calls of append for 300 entries/
  },
  {
    mistake: 'A writer that was added once is not added again',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])`,
        replace: `    const { added = new Set<string>() } = this as { added?: Set<string> }
    const id = \`\${IdEnc.normalize(key)} \${indexer}\`
    if (added.has(id)) return
    Object.assign(this, { added: added.add(id) })
    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])`
      }
    ],
    fails: [INDEXER],
    message: /added three times/
  },
  {
    mistake: 'Nobody changes what it is itself',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])`,
        replace: `    if (IdEnc.normalize(key) === IdEnc.normalize(this.localKey)) return
    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])`
      }
    ],
    fails: [INDEXER],
    message: /your peer has made itself a plain writer/
  }
]
