import type { WrongSolution } from '../wrong.ts'

const SCHEMA =
  'the schema has an entry-name, a delete-request, and delete-entry as the last operation'
const BLOCK = 'a delete-entry block takes the entry out of the view and of every index'
const TWICE = 'deleting in apply what another has deleted changes nothing, and is no garbage either'
const DELETE = 'delete removes an entry for all peers, and may wait until that is signed'
const MISSING = 'a name that has no entry is NOT_FOUND, and nothing is appended'
const PARTITION = 'a delete and a put of one name on two sides of a partition end the same on both'
const RPC = 'a client deletes over RPC, hands on its options, and gets the codes of the service'
const COMMAND = 'the command delete does it, and says NOT_FOUND in one line'

const HANDLER = `    await view.delete(name)
`
const CHECK = `    if ((await this.view.get(name)) === null) throw RegistryError.NOT_FOUND(name)
`
const WRITE = `    return this.#write([encode('@registry/delete-entry', { name })], options)
`

/** It lacks the operation that the grader appends and the structs that it builds. */
export const before = [SCHEMA, BLOCK, TWICE, DELETE, MISSING, PARTITION, RPC, COMMAND]

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
        find: `name: 'delete-entry', requestType: '@registry/entry-name'`,
        replace: `name: 'delete-entry', requestType: '@registry/delete-request'`
      }
    ],
    fails: [SCHEMA],
    message: /delete-entry carries @registry\/delete-request/
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
    fails: [TWICE],
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
    fails: [TWICE],
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
    fails: [BLOCK, DELETE, MISSING, RPC, COMMAND],
    message: /by name/
  },
  {
    mistake: 'The service does not look whether there is such an entry',
    edits: [{ file: 'service.ts', find: CHECK, replace: `` }],
    fails: [MISSING, RPC, COMMAND],
    message: /never put/
  },
  {
    mistake: 'The service looks after it has appended',
    edits: [
      {
        file: 'service.ts',
        find: CHECK + WRITE,
        replace: `    const found = await this.view.get(name)
    const result = await this.#write([encode('@registry/delete-entry', { name })], options)
    if (found === null) throw RegistryError.NOT_FOUND(name)
    return result
`
      }
    ],
    fails: [MISSING],
    message: /blocks that were appended/
  },
  {
    mistake: 'The service forgets the options',
    edits: [{ file: 'service.ts', find: WRITE, replace: WRITE.replace(', options', '') }],
    fails: [DELETE, RPC, COMMAND],
    message: /a durable delete/
  },
  {
    mistake: 'The responder hands on nothing but the name',
    edits: [
      {
        file: 'rpc.ts',
        find: `service.delete(request.name, request)`,
        replace: `service.delete(request.name)`
      }
    ],
    fails: [RPC, COMMAND],
    message: /a durable delete/
  },
  {
    mistake: 'The client forgets how long the server may take to have it signed',
    edits: [
      {
        file: 'client.ts',
        find: `  async delete(name: string, options: PutOptions = {}): Promise<PutResult> {
    const request = { name, timeout: this.#timeout, ...options }
`,
        replace: `  async delete(name: string, options: PutOptions = {}): Promise<PutResult> {
    const request = { name, durable: options.durable ?? false, timeout: 0 }
`
      }
    ],
    fails: [RPC],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'The command never waits for a majority',
    edits: [
      {
        file: 'commands.ts',
        find: `client.delete(name, { durable })`,
        replace: `client.delete(name)`
      }
    ],
    fails: [COMMAND],
    message: /the answer as JSON/
  },
  {
    mistake: 'The command prints text where JSON was asked for',
    edits: [
      {
        file: 'commands.ts',
        find: `  print(flags.json, answer, [\`deleted`,
        replace: `  print(false, answer, [\`deleted`
      }
    ],
    fails: [COMMAND],
    message: /JSON/
  },
  {
    mistake: 'A durable delete has as long as any other request',
    edits: [
      {
        file: 'client.ts',
        find: `      '@registry/delete-request',
      request,
      '@registry/put-response',
      timeout`,
        replace: `      '@registry/delete-request',
      request,
      '@registry/put-response',
      this.#timeout`
      }
    ],
    fails: [RPC],
    message: /TIMEOUT/
  },
  {
    mistake: 'The command does not say what was promised',
    edits: [
      {
        file: 'commands.ts',
        find: 'deleted ${name}: ${promise}',
        replace: 'deleted ${name}'
      }
    ],
    fails: [COMMAND],
    message: /without and with --durable/
  }
]
