import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the schema has a writer-key, and remove-writer as the last operation'
const BLOCK = 'a remove-writer block takes the writer out on your peer as on the others'
const LAST = 'a block that would remove the last indexer is skipped, and the base lives on'
const SIGNS =
  'removeWriter takes one indexer out of three, then one out of two, and the rest goes on signing'
const REFUSED =
  'what cannot be removed is refused with a code, and so is a request to an instance that is itself out'
const TYPO =
  'a wrong key that was admitted as an indexer can be removed, even beside a single writer'
const RPC =
  'an admin removes a writer over RPC; a stranger gets UNAUTHORIZED, and codes come through'
const COMMAND =
  'the command remove-writer does it on a running instance, and says in one line what is wrong'

const OPERATION = `  operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })
`
const BATCH = `  operations.register({ name: 'batch', requestType: '@registry/batch' })
`
const GUARD = `    if (!host.removeable(key)) return view.skip()
    await host.removeWriter(key)`
const SELF = `  if (b4a.equals(key, base.local.key)) throw RegistryError.OWN_WRITER()
`
const LAST_ONE = `  if (isLast) throw RegistryError.LAST_INDEXER()
`
const ASK = `    await checkRemovable(this.base, writer)
`
const WRITE = `await this.#write([encode('@registry/remove-writer', { key: writer })])`
const ADMIN = `      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('remove-writer')
`

/** It lacks a file that the grader loads. */
export const before = 'all'

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
    edits: [{ file: 'schema.ts', find: BATCH + OPERATION, replace: OPERATION + BATCH }],
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
    fails: [BLOCK, SIGNS, REFUSED, TYPO, COMMAND, LAST],
    message: /a writer that was removed before/
  },
  {
    mistake: 'The service checks nothing and leaves it all to apply',
    edits: [{ file: 'service.ts', find: ASK, replace: `` }],
    fails: [REFUSED, TYPO, RPC, COMMAND],
    message: /oneself/
  },
  {
    mistake: 'Keys are compared as objects',
    edits: [
      {
        file: 'base/members.ts',
        find: `b4a.equals(key, base.local.key)`,
        replace: `key === base.local.key.slice()`
      }
    ],
    fails: [REFUSED],
    message: /oneself/
  },
  {
    mistake: 'The own key is asked for last',
    edits: [
      { file: 'base/members.ts', find: SELF, replace: `` },
      { file: 'base/members.ts', find: LAST_ONE, replace: LAST_ONE + SELF }
    ],
    fails: [REFUSED],
    message: /the only indexer, by itself/
  },
  {
    mistake: 'A writer that was removed before still counts as one',
    edits: [
      {
        file: 'base/members.ts',
        find: `member === null || member.isRemoved`,
        replace: `member === null`
      }
    ],
    fails: [REFUSED, TYPO, COMMAND],
    message: /a writer that was removed before/
  },
  {
    mistake: 'With one indexer left nobody can be removed',
    edits: [
      {
        file: 'base/members.ts',
        find: ` && b4a.equals(first.key, key)`,
        replace: ``
      }
    ],
    fails: [REFUSED, TYPO, RPC, COMMAND],
    message: /LAST_INDEXER/
  },
  {
    mistake: 'A wrong key beside a single writer is taken for the last indexer',
    edits: [
      {
        file: 'base/members.ts',
        find: `b4a.equals(first.key, key)`,
        replace: `member.isIndexer`
      }
    ],
    fails: [TYPO, REFUSED, COMMAND],
    message: /LAST_INDEXER/
  },
  {
    mistake: 'The last indexer is left to apply, which skips',
    edits: [
      {
        file: 'base/members.ts',
        find: LAST_ONE,
        replace: `  if (isLast) return
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
        replace: `await this.#write([encode('@registry/add-writer', { key: writer, indexer: false })])`
      }
    ],
    fails: [SIGNS, REFUSED, TYPO, RPC, COMMAND],
    message: /the third may no longer write/
  },
  {
    mistake: 'Anyone may call it',
    edits: [{ file: 'net/methods.ts', find: ADMIN, replace: `` }],
    fails: [RPC],
    message: /a stranger/
  },
  {
    mistake: 'Nobody may call it',
    edits: [{ file: 'net/methods.ts', find: ADMIN, replace: ADMIN.replace('!server', 'server') }],
    fails: [RPC, COMMAND],
    message: /UNAUTHORIZED/
  },
  {
    mistake: 'The refusal names another method',
    edits: [
      {
        file: 'net/methods.ts',
        find: `UNAUTHORIZED('remove-writer')`,
        replace: `UNAUTHORIZED('add-writer')`
      }
    ],
    fails: [RPC],
    message: /what it is told/
  },
  {
    mistake: 'The command calls add-writer',
    edits: [
      {
        file: 'cli/remove-writer.ts',
        find: `client.call('remove-writer', { key })`,
        replace: `client.call('add-writer', { key, indexer: false })`
      }
    ],
    fails: [COMMAND],
    message: /the second is out/
  },
  {
    mistake: 'The command asks with a key of its own',
    edits: [{ file: 'cli/remove-writer.ts', find: `, { admin: true })`, replace: `)` }],
    fails: [COMMAND],
    message: /UNAUTHORIZED/
  },
  {
    mistake: 'The command keeps quiet about errors',
    edits: [
      {
        file: 'cli/remove-writer.ts',
        find: `{ admin: true })`,
        replace: `{ admin: true }).catch(() => {})`
      }
    ],
    fails: [COMMAND],
    message: /exit code of a second removal/
  },
  {
    mistake: 'The command prints text where JSON was asked for',
    edits: [
      { file: 'cli/remove-writer.ts', find: `print(flags.json, {`, replace: `print(false, {` }
    ],
    fails: [COMMAND],
    message: /JSON/
  },
  {
    mistake: 'A service that is not ready is not waited for',
    edits: [
      {
        file: 'service.ts',
        find: `    if (!this.opened) await this.ready()
    const writer = IdEnc.decode(key)
`,
        replace: `    const writer = IdEnc.decode(key)
`
      }
    ],
    fails: [REFUSED],
    message: /asked of a service that is not ready yet/
  },
  {
    mistake: 'A person gets JSON as well',
    edits: [
      { file: 'cli/remove-writer.ts', find: `print(flags.json, {`, replace: `print(true, {` }
    ],
    fails: [COMMAND],
    message: /it is no JSON/
  }
]
