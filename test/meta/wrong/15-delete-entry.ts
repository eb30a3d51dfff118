import type { WrongSolution } from '../wrong.ts'

const SCHEMA =
  'the schema has an entry-name, a delete-request, and delete-entry as the last operation'
const BLOCK = 'a delete-entry block takes the entry out of the view and of every index'
const NOTHING =
  'a delete of what is not there changes nothing in apply, and is not counted as garbage'
const DELETE = 'delete removes an entry for all peers, and may wait until that is signed'
const UNSEEN =
  'a delete is stored even if this instance has no such entry yet, and deletes it where it is'
const PARTITION = 'a delete and a put of one name on two sides of a partition end the same on both'
const RPC = 'a client deletes over RPC, hands on its options, and gets the codes of the service'
const COMMAND = 'the command delete does it, and says which promise was given'

const HANDLER = `    await view.delete(name)
`
const WRITE = `    return this.#write([encode('@registry/delete-entry', { name })], options)
`
const OPERATION = `  operations.register({ name: 'delete-entry', requestType: '@registry/entry-name' })
`
const REMOVE = `  operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })
`
const CALL = `    return this.call('delete-entry', request, request.durable ? request.timeout : 0)
`
const REQUEST = `    const request = { name, timeout: this.#timeout, ...options }
${CALL}`

/** It lacks the operation that the grader appends and the structs that it builds. */
export const before = [SCHEMA, BLOCK, NOTHING, DELETE, UNSEEN, PARTITION, RPC, COMMAND]

export const wrong: WrongSolution[] = [
  {
    mistake: 'The name stands last in the request',
    edits: [
      {
        file: 'schema.ts',
        find: `    fields: [
      { name: 'name', type: 'string', required: true },
      { name: 'durable', type: 'bool' },
      { name: 'timeout', type: 'uint' }
    ]`,
        replace: `    fields: [
      { name: 'durable', type: 'bool' },
      { name: 'timeout', type: 'uint' },
      { name: 'name', type: 'string', required: true }
    ]`
      }
    ],
    fails: [SCHEMA],
    message: /delete-request: durable bool/
  },
  {
    mistake: 'The operation carries the request, options and all',
    edits: [
      {
        file: 'schema.ts',
        find: OPERATION,
        replace: OPERATION.replace('entry-name', 'delete-request')
      }
    ],
    fails: [SCHEMA],
    message: /delete-entry carries @registry\/delete-request/
  },
  {
    mistake: 'The service deletes the name in NFC, whatever the name that it was given',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: WRITE.replace('name }', "name: name.normalize('NFC') }")
      }
    ],
    fails: [DELETE],
    message: /a name that is not in NFC, deleted as it is/
  },
  {
    mistake: 'The operation is registered between the older ones',
    edits: [{ file: 'schema.ts', find: REMOVE + OPERATION, replace: OPERATION + REMOVE }],
    fails: [SCHEMA],
    message: /delete-entry/
  },
  {
    mistake: 'A delete of nothing is skipped and counted',
    edits: [
      {
        file: 'operations.ts',
        find: HANDLER,
        replace: `    if ((await view.get(name)) === null) return view.skip()
${HANDLER}`
      }
    ],
    fails: [NOTHING, RPC],
    message: /skipped blocks/
  },
  {
    mistake: 'A delete of nothing throws in apply',
    edits: [
      {
        file: 'operations.ts',
        find: HANDLER,
        replace: `    if ((await view.get(name)) === null) throw new Error('there is no such entry')
${HANDLER}`
      }
    ],
    fails: [NOTHING, UNSEEN, RPC, COMMAND],
    message: /there is no such entry/
  },
  {
    mistake: 'apply blanks the entry instead of deleting it',
    edits: [
      {
        file: 'operations.ts',
        find: HANDLER,
        replace: `    const entry = await view.get(name)
    if (entry !== null) await view.put({ ...entry, type: '' })
`
      }
    ],
    fails: [BLOCK, DELETE, RPC, COMMAND],
    message: /by name/
  },
  {
    mistake: 'The service refuses a name that it has no entry of',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: `    if ((await this.view.get(name)) === null) throw RegistryError.NOT_FOUND(name)
${WRITE}`
      }
    ],
    fails: [UNSEEN, RPC, COMMAND],
    message: /NOT_FOUND/
  },
  {
    mistake: 'The service answers without a block where it has no such entry',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: `    const { length } = this.base.local
    if ((await this.view.get(name)) === null) return { length, signed: false }
${WRITE}`
      }
    ],
    fails: [UNSEEN],
    message: /blocks of your writer/
  },
  {
    mistake: 'The service deletes in its own view, and appends nothing',
    edits: [
      {
        file: 'service.ts',
        find: WRITE,
        replace: `    await this.view.delete(name)
    await this.view.flush()
    return { length: this.base.local.length, signed: false }
`
      }
    ],
    fails: [DELETE, UNSEEN, PARTITION, RPC, COMMAND],
    message: /./
  },
  {
    mistake: 'The service forgets the options',
    edits: [{ file: 'service.ts', find: WRITE, replace: WRITE.replace(', options', '') }],
    fails: [DELETE, UNSEEN, RPC, COMMAND],
    message: /a durable delete/
  },
  {
    mistake: 'The method hands on nothing but the name',
    edits: [
      {
        file: 'net/methods.ts',
        find: `service.delete(name, options)`,
        replace: `service.delete(name)`
      }
    ],
    fails: [RPC, COMMAND],
    message: /a durable delete/
  },
  {
    mistake: 'The client forgets how long the server may take to have it signed',
    edits: [
      {
        file: 'client/client.ts',
        find: REQUEST,
        replace: `    const request = { name, durable: options.durable ?? false, timeout: 0 }
${CALL}`
      }
    ],
    fails: [RPC],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'A durable delete has as long as any other request',
    edits: [
      {
        file: 'client/client.ts',
        find: CALL,
        replace: `    return this.call('delete-entry', request)
`
      }
    ],
    fails: [RPC],
    message: /TIMEOUT/
  },
  {
    mistake: 'The command never waits for a majority',
    edits: [
      {
        file: 'cli/delete.ts',
        find: `client.delete(name, { durable })`,
        replace: `client.delete(name)`
      }
    ],
    fails: [COMMAND],
    message: /the answer as JSON/
  },
  {
    mistake: 'The command prints text where JSON was asked for',
    edits: [{ file: 'cli/delete.ts', find: `print(flags.json, `, replace: `print(false, ` }],
    fails: [COMMAND],
    message: /JSON/
  },
  {
    mistake: 'The command does not say what was promised',
    edits: [
      {
        file: 'cli/delete.ts',
        find: 'deleted ${name}: ${promiseOf(answer)}',
        replace: 'deleted ${name}'
      }
    ],
    fails: [COMMAND],
    message: /without and with --durable/
  },
  {
    mistake: 'A delete of a name that no entry can have is counted',
    edits: [
      {
        file: 'operations.ts',
        find: `    await view.delete(name)
  })
  return router`,
        replace: `    if (name !== name.trim() || name === '') return view.skip()
    await view.delete(name)
  })
  return router`
      }
    ],
    fails: [NOTHING],
    message: /skipped blocks/
  },
  {
    mistake: 'As JSON it prints the name beside the answer',
    edits: [
      {
        file: 'cli/delete.ts',
        find: `print(flags.json, answer, [`,
        replace: `print(flags.json, { ...answer, name }, [`
      }
    ],
    fails: [COMMAND],
    message: /and no more/
  },
  {
    mistake: 'The command looks first',
    edits: [
      {
        file: 'cli/delete.ts',
        find: `(client) => client.delete(name, { durable }))`,
        replace: `async (client) => {
      if ((await client.get(name)) === null) throw RegistryError.NOT_FOUND(name)
      return client.delete(name, { durable })
    })`
      },
      {
        file: 'cli/delete.ts',
        find: `import { nameOf,`,
        replace: `import { RegistryError } from '../errors.ts'\nimport { nameOf,`
      }
    ],
    fails: [COMMAND],
    message: /a second delete/
  }
]
