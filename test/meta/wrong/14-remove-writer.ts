import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the schema has a writer-key, and remove-writer as the last operation'
const BLOCK = 'a remove-writer block takes the writer out on your peer as on the others'
const LAST = 'a block that would remove the last indexer is skipped, and the base lives on'
const SIGNS =
  'removeWriter takes one indexer out of three, then one out of two, and the rest goes on signing'
const REFUSED =
  'what cannot be removed is refused with a code, and so is one who may not write any more'
const RPC =
  'an admin removes a writer over RPC; a stranger gets UNAUTHORIZED, and codes come through'
const COMMAND =
  'the command remove-writer does it on a running instance, and says in one line what is wrong'

const OPERATION = `  operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })
`
const PUT = `  operations.register({ name: 'put-entry', requestType: '@registry/entry' })
`
const GUARD = `    if (!host.removeable(key)) return view.skip()
    await host.removeWriter(key)`
const MEMBER = `    const { member, indexers } = await readSystem(this.base, async (system) => {
      return { member: await system.get(writer), indexers: system.indexers }
    })
    if (!member || member.isRemoved) throw RegistryError.NOT_A_WRITER()
    if (member.isIndexer && indexers.length === 1) throw RegistryError.LAST_INDEXER()
`
const SELF = `    if (b4a.equals(writer, this.localKey)) throw RegistryError.OWN_WRITER()
`
const WRITE = `await this.#write([encode('@registry/remove-writer', { key: writer })])`
const ADMIN = `    if (!service.isAdmin(connection.remotePublicKey))
      throw RegistryError.UNAUTHORIZED('remove-writer')
`

/** To a peer of step 08 the block is garbage: it is skipped, and that is what LAST asks for. */
export const before = [SCHEMA, BLOCK, SIGNS, REFUSED, RPC, COMMAND]

export const wrong: WrongSolution[] = [
  {
    mistake: 'The key is bytes of any length',
    edits: [
      {
        file: 'schema.ts',
        find: `    name: 'writer-key',
    fields: [{ name: 'key', type: 'fixed32', required: true }]`,
        replace: `    name: 'writer-key',
    fields: [{ name: 'key', type: 'buffer', required: true }]`
      }
    ],
    fails: [SCHEMA],
    message: /key buffer/
  },
  {
    mistake: 'The operation is registered between the older ones',
    edits: [{ file: 'schema.ts', find: PUT + OPERATION, replace: OPERATION + PUT }],
    fails: [SCHEMA],
    message: /remove-writer/
  },
  {
    mistake: 'The operation carries the struct of add-writer',
    edits: [
      {
        file: 'schema.ts',
        find: OPERATION,
        replace: OPERATION.replace('@registry/writer-key', '@registry/writer')
      }
    ],
    fails: [SCHEMA],
    message: /remove-writer carries @registry\/writer'/
  },
  {
    mistake: 'apply lets the host throw for the last indexer',
    edits: [{ file: 'operations.ts', find: GUARD, replace: `    await host.removeWriter(key)` }],
    fails: [LAST],
    message: /Not allowed to remove the last indexer/
  },
  {
    mistake: 'A refused removal is passed over without being counted',
    edits: [{ file: 'operations.ts', find: GUARD, replace: GUARD.replace('view.skip()', '') }],
    fails: [LAST],
    message: /skipped blocks/
  },
  {
    mistake: 'apply makes the writer a plain one and lets it go on writing',
    edits: [
      {
        file: 'operations.ts',
        find: `host.removeWriter(key)`,
        replace: `host.addWriter(key, { indexer: false })`
      }
    ],
    fails: [BLOCK, SIGNS, REFUSED, COMMAND],
    message: /a writer that was removed before/
  },
  {
    mistake: 'The service checks nothing and leaves it all to apply',
    edits: [
      { file: 'service.ts', find: MEMBER, replace: `` },
      {
        file: 'service.ts',
        find: `    if (b4a.equals(writer, this.localKey)) throw RegistryError.OWN_WRITER()
`,
        replace: ``
      }
    ],
    fails: [REFUSED, RPC, COMMAND],
    message: /oneself/
  },
  {
    mistake: 'Keys are compared as objects',
    edits: [
      {
        file: 'service.ts',
        find: `b4a.equals(writer, this.localKey)`,
        replace: `writer === this.localKey.slice()`
      }
    ],
    fails: [REFUSED],
    message: /oneself/
  },
  {
    mistake: 'Who was removed before counts as a writer',
    edits: [{ file: 'service.ts', find: `!member || member.isRemoved`, replace: `!member` }],
    fails: [REFUSED, COMMAND],
    message: /a writer that was removed before/
  },
  {
    mistake: 'With one indexer left nobody can be removed',
    edits: [
      {
        file: 'service.ts',
        find: `member.isIndexer && indexers.length === 1`,
        replace: `indexers.length === 1`
      }
    ],
    fails: [REFUSED, RPC, COMMAND],
    message: /LAST_INDEXER/
  },
  {
    mistake: 'The last indexer is left to apply, which skips',
    edits: [
      {
        file: 'service.ts',
        find: `    if (member.isIndexer && indexers.length === 1) throw RegistryError.LAST_INDEXER()
`,
        replace: `    if (indexers.length === 0) return
`
      }
    ],
    fails: [REFUSED],
    message: /the only indexer/
  },
  {
    mistake: 'The block goes past the queue that knows who may write',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: `await this.base.append(encode('@registry/remove-writer', { key: writer }))`
      }
    ],
    fails: [REFUSED],
    message: /asked of one that is out itself/
  },
  {
    mistake: 'The operation that is written is add-writer',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: `await this.#write([encode('@registry/add-writer', { key: writer })])`
      }
    ],
    fails: [SIGNS, REFUSED, RPC, COMMAND],
    message: /the third may no longer write/
  },
  {
    mistake: 'Anyone may call it',
    edits: [{ file: 'rpc.ts', find: ADMIN, replace: `` }],
    fails: [RPC],
    message: /a stranger/
  },
  {
    mistake: 'Nobody may call it',
    edits: [{ file: 'rpc.ts', find: ADMIN, replace: ADMIN.replace('!service', 'service') }],
    fails: [RPC, COMMAND],
    message: /UNAUTHORIZED/
  },
  {
    mistake: 'The client calls add-writer',
    edits: [
      {
        file: 'client.ts',
        find: `this.#request('remove-writer', '@registry/writer-key'`,
        replace: `this.#request('add-writer', '@registry/writer-key'`
      }
    ],
    fails: [RPC, COMMAND],
    message: /NOT_A_WRITER/
  },
  {
    mistake: 'The command keeps quiet about errors',
    edits: [
      {
        file: 'commands.ts',
        find: `await withClient(flags, (client) => client.removeWriter(key))`,
        replace: `await withClient(flags, (client) => client.removeWriter(key)).catch(() => {})`
      }
    ],
    fails: [COMMAND],
    message: /exit code of a second removal/
  },
  {
    mistake: 'The command prints text where JSON was asked for',
    edits: [
      {
        file: 'commands.ts',
        find: `print(flags.json, { removed: localKey }`,
        replace: `print(false, { removed: localKey }`
      }
    ],
    fails: [COMMAND],
    message: /JSON/
  },
  {
    mistake: 'The own key is asked for last',
    edits: [
      { file: 'service.ts', find: SELF, replace: `` },
      { file: 'service.ts', find: MEMBER, replace: MEMBER + SELF }
    ],
    fails: [REFUSED],
    message: /the only indexer, by itself/
  }
]
