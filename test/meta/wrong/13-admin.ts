import type { WrongSolution } from '../wrong.ts'

const CLOSE =
  'an instance that is closed lets go of its folder, and starts again with the same keys'
const MANY = 'many entries are stored in requests that fit, and progress is told after each'
const ADMIN = 'an admin may add a writer over RPC; a stranger gets UNAUTHORIZED'
const GET = 'get prints an entry, for a person or as JSON, and says so when there is none'
const THREE =
  'three processes: kill one and all goes on, kill two and nothing is signed until one is back'
const ROUNDS = 'no answered put is lost when a process is killed, in ten rounds'

const SWARM = `    await Promise.race([this.#swarm?.destroy(), after(FAREWELL, null, { ref: false })])
`
const SERVICE = `    await this.#service?.close()
`
const STORE = `    await this.#store?.close()
`
const BATCHES = `    for (const batch of batches(entries)) {`
const REQUEST = `      const request = { entries: batch }
      await this.#request(
        'put-entries',
        '@registry/put-all-request',
        request,
        '@registry/put-response'
      `
const GUARD = `    if (!service.isAdmin(connection.remotePublicKey)) throw RegistryError.UNAUTHORIZED('add-writer')
`
const FOUND = `  if (entry === null) throw RegistryError.NOT_FOUND(name)
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The store is left open',
    edits: [{ file: 'instance.ts', find: STORE, replace: `` }],
    fails: [CLOSE],
    message: /STORAGE_LOCKED/
  },
  {
    mistake: 'The service is closed while requests come in',
    edits: [{ file: 'instance.ts', find: `${SWARM}${SERVICE}`, replace: `${SERVICE}${SWARM}` }],
    fails: [CLOSE],
    message: /closed in this order/
  },
  {
    mistake: 'The store is closed below the service',
    edits: [{ file: 'instance.ts', find: `${SERVICE}${STORE}`, replace: `${STORE}${SERVICE}` }],
    fails: [CLOSE],
    message: /closed in this order/
  },
  {
    mistake: 'A DHT that is gone is waited for',
    edits: [
      {
        file: 'instance.ts',
        find: SWARM,
        replace: `    await this.#swarm?.destroy()
`
      }
    ],
    fails: [CLOSE],
    message: /waited 8 s for: the instance is closed, though its DHT is gone \(see FAREWELL\)/
  },
  {
    mistake: 'Nobody waits for the goodbye to the DHT',
    edits: [
      {
        file: 'instance.ts',
        find: SWARM,
        replace: `    void this.#swarm?.destroy()
`
      }
    ],
    fails: [CLOSE],
    message: /closed in this order/
  },
  {
    mistake: 'Each entry of a batch goes into a request of its own',
    edits: [
      {
        file: 'client.ts',
        find: `${REQUEST})
`,
        replace: `      for (const entry of batch) await this.put(entry)
`
      }
    ],
    fails: [MANY],
    message: /what it had stored after each request/
  },
  {
    mistake: 'Progress is told before the batch is stored',
    edits: [
      {
        file: 'client.ts',
        find: `${REQUEST})
      stored += batch.length
      progress(stored)
`,
        replace: `      stored += batch.length
      progress(stored)
${REQUEST})
`
      }
    ],
    fails: [MANY],
    message: /what the server had stored by then/
  },
  {
    mistake: 'The refusal does not say of what',
    edits: [{ file: 'rpc.ts', find: `UNAUTHORIZED('add-writer')`, replace: `UNAUTHORIZED()` }],
    fails: [ADMIN],
    message: /may not call undefined/
  },
  {
    mistake: 'All entries go into one request',
    edits: [{ file: 'client.ts', find: BATCHES, replace: `    for (const batch of [entries]) {` }],
    fails: [MANY],
    message: /TOO_LARGE/
  },
  {
    mistake: 'Progress tells the size of each batch, not the sum',
    edits: [
      { file: 'client.ts', find: `stored += batch.length`, replace: `stored = batch.length` }
    ],
    fails: [MANY],
    message: /numbers told/
  },
  {
    mistake: 'Nobody waits for the answers of the batches',
    edits: [
      {
        file: 'client.ts',
        find: `      await this.#request(
        'put-entries',`,
        replace: `      void this.#request(
        'put-entries',`
      }
    ],
    fails: [MANY, THREE],
    message: /./
  },
  {
    mistake: 'Anybody may add a writer',
    edits: [{ file: 'rpc.ts', find: GUARD, replace: `` }],
    fails: [ADMIN],
    message: /a stranger/
  },
  {
    mistake: 'The writer is added first, and the caller looked at afterwards',
    edits: [
      {
        file: 'rpc.ts',
        find: `${GUARD}    await service.addWriter(key, { indexer })
`,
        replace: `    await service.addWriter(key, { indexer })
${GUARD}`
      }
    ],
    fails: [ADMIN],
    message: /what a stranger is refused is not done/
  },
  {
    mistake: 'Whoever is added becomes an indexer',
    edits: [
      {
        file: 'rpc.ts',
        find: `    await service.addWriter(key, { indexer })
`,
        replace: `    await service.addWriter(key)
`
      }
    ],
    fails: [ADMIN],
    message: /it is a plain writer/
  },
  {
    mistake: 'The answer comes before the writer is stored',
    edits: [
      {
        file: 'rpc.ts',
        find: `    await service.addWriter(key, { indexer })
`,
        replace: `    void service.addWriter(key, { indexer })
`
      }
    ],
    fails: [ADMIN],
    message: /the answer comes when the writer is added/
  },
  {
    mistake: 'It is asked whether the server is an admin',
    edits: [
      {
        file: 'rpc.ts',
        find: `service.isAdmin(connection.remotePublicKey)`,
        replace: `service.isAdmin(connection.publicKey)`
      }
    ],
    fails: [ADMIN, THREE, ROUNDS],
    message: /UNAUTHORIZED: this key may not call add-writer/
  },
  {
    mistake: 'An entry that is not there is printed as null',
    edits: [
      {
        file: 'commands.ts',
        find: FOUND,
        replace: `  if (entry === null) return print(flags.json, {}, ['null'])
`
      }
    ],
    fails: [GET],
    message: /exit code of NOT_FOUND/
  },
  {
    mistake: 'An entry is printed as a line of a list, without its drive key',
    edits: [
      {
        file: 'commands.ts',
        find: `  print(flags.json, entry, fieldLines(entry))
`,
        replace: `  print(flags.json, entry, [entryLine(entry)])
`
      }
    ],
    fails: [GET],
    message: /the output shows yry/
  },
  {
    mistake: 'An entry is printed for a person, whatever the flags',
    edits: [
      {
        file: 'commands.ts',
        find: `  print(flags.json, entry, fieldLines(entry))
`,
        replace: `  print(false, entry, fieldLines(entry))
`
      }
    ],
    fails: [GET],
    message: /--json prints JSON/
  }
]
