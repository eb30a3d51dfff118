import { RegistryClient as ReferenceClient } from '#reference/07-client/client.ts'
import { RegistryService as Reference } from '#reference/07-client/service.ts'
import { createSwarm as referenceSwarm } from '#reference/07-client/swarm.ts'
import { RegistryClient } from '#work/07-client/client.ts'
import { RegistryService } from '#work/07-client/service.ts'
import { createSwarm } from '#work/07-client/swarm.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

interface ClientService extends Service {
  readonly serverKey: Uint8Array
  status(): Promise<unknown>
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
}

const MINUTE = 60_000
const work: Kit<ClientService> = { Service: RegistryService, createSwarm }
const reference: Kit<ClientService> = { Service: Reference, createSwarm: referenceSwarm }

check(
  'a client opens and closes without a server: it connects with its first request',
  {
    points: 1,
    task: '07.1',
    hints: [
      'The RPC client works on the DHT node of the swarm: swarm.dht.',
      'Its options are keyPair and backoffValues; _open and _close are there already.',
      'this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const client = await clientOf(net, llama.driveKey)
    t.ok(client.opened, 'the client is open')
    await client.close()
    t.ok(client.closed, 'the client is closed')
  }
)

check(
  'a put by your client is stored by the server, and its answer comes back',
  {
    points: 2,
    task: '07.2',
    deadline: 20_000,
    hints: [
      'makeRequest takes the server key, the method, the request, and how both are encoded.',
      'The names of both structs are there already: getEncoding turns a name into its encoding.',
      'this.#rpc.makeRequest(this.serverKey, method, request, { requestEncoding: getEncoding(requestName), responseEncoding: getEncoding(responseName), timeout })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, server.serverKey)
    const answer = await client.put(llama)
    t.is(answer.signed, false)
    t.alike(await server.view.get('llama'), llama)
    const status = await client.status()
    t.alike(status.viewKey, server.viewKey, 'the view key by status')
    t.is((await client.put(mistral, { durable: true })).signed, true, 'a durable put')
  }
)

check(
  'two clients of one process write at the same time, over connections of their own',
  {
    points: 1,
    task: '07.2',
    deadline: 20_000,
    hints: [
      'A server keeps one connection for each public key that it sees.',
      'Give the RPC client the keyPair of this client (07.1): without one, all clients of a DHT node share its key.',
      'this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const machine = await net.machine(referenceSwarm, { seed: 80 })
    const clients = await Promise.all(
      ['a', 'b'].map(() =>
        machine.start((store, swarm) => new RegistryClient(store, swarm, server.serverKey))
      )
    )
    const puts = clients.flatMap((client, at) =>
      zoo.map((entry) => client.put({ ...entry, name: `${entry.name}-${at}` }))
    )
    t.is((await Promise.all(puts)).length, 6, 'answered puts')
    t.alike((await server.view.get('whisper-1'))?.driveKey, whisper.driveKey)
  }
)

check(
  'the server’s errors keep their code, and say which field is wrong',
  {
    points: 2,
    task: '07.3',
    deadline: 20_000,
    hints: [
      'What the server threw is the cause of the error that makeRequest rejects with.',
      'cause has message, code and, for one field, context. Make a RegistryError of them.',
      "return new RegistryError(cause.code, cause.message.replace(`${cause.code}: `, ''), { context, cause })"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const second = await startService(net, reference, { seed: 2, bootstrap: first.key })
    const client = await clientOf(net, second.serverKey)
    const invalid = await client.put({ ...llama, name: '' }).catch(plain)
    t.alike(invalid, {
      name: 'RegistryError',
      code: 'INVALID_ENTRY',
      message: 'INVALID_ENTRY: name must not be empty',
      context: 'name'
    })
    t.is((await refusal(client.put(llama))).code, 'NOT_WRITABLE')
  }
)

check(
  'a server that cannot be reached is a TIMEOUT after the client’s own deadline',
  {
    points: 1,
    task: '07.3',
    hints: [
      'Nobody answered: there is no cause, only the code of the RPC client itself. (And is the request awaited inside the try of 07.2?)',
      'REQUEST_TIMEOUT and TIMEOUT_EXCEEDED are the two ways to wait in vain.',
      "if (code === 'REQUEST_TIMEOUT' || code === 'TIMEOUT_EXCEEDED') return RegistryError.TIMEOUT(ms)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const nobody = llama.driveKey
    const client = await clientOf(net, nobody, { timeout: 200 })
    t.is((await refusal(client.status())).code, 'TIMEOUT')
  }
)

check(
  'a connection that ends before the answer is DISCONNECTED, and the next request reconnects',
  {
    points: 2,
    task: '07.3',
    deadline: 20_000,
    hints: [
      'The RPC client says CHANNEL_CLOSED when the server goes away with a request under way.',
      'Whether the put was stored is not known: the code must be one of its own.',
      "if (code === 'CHANNEL_CLOSED' || code === 'CHANNEL_DESTROYED') return RegistryError.DISCONNECTED(err)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, server.serverKey)
    await client.put(llama)
    let asked = false
    const never = { status: () => ((asked = true), new Promise(() => {})) }
    Object.assign(server, never)
    const hanging = refusal(client.status())
    await until('the server has the request', () => asked)
    await server.machine.stop()
    t.is((await hanging).code, 'DISCONNECTED')
    await startService(net, reference, { seed: 1, folder: server.folder })
    t.is((await client.put(mistral)).signed, false, 'a put after the restart')
  }
)

check(
  'look-ups read the view: by name, drive key, type and owner',
  {
    points: 2,
    task: '07.4',
    deadline: 20_000,
    hints: [
      'The server tells its view key by status; the reader does the rest.',
      'Make the reader once, with the first view key, and let it follow every later one.',
      'this.#reader ??= new RegistryReader(this.#store, this.#swarm, viewKey); await this.#reader.follow(viewKey)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, work, { seed: 1 })
    const client = await clientOf(net, server.serverKey, { maxAge: MINUTE })
    const other = await referenceClient(net, server.serverKey)
    for (const entry of zoo) await other.put(entry, { durable: true })
    const asked = countCalls(server)
    await until('your client reads whisper', () => client.get('whisper'))
    t.alike(await client.get('llama'), llama, 'by name')
    t.is(await client.get('alpaca'), null, 'a name that nobody put')
    t.alike(await names(client.findByDriveKey(mistral.driveKey)), ['mistral'], 'by drive key')
    t.alike(await names(client.findByType('text-generation')), ['llama', 'mistral'], 'by type')
    t.alike(await names(client.findByOwner('meta')), ['llama'], 'by owner')
    t.alike(await names(client.list()), ['llama', 'mistral', 'whisper'], 'all of them')
    t.is(asked(), 1, 'requests for status within one maxAge')
  }
)

check(
  'when the indexers change the client moves on to the new view key',
  {
    points: 2,
    task: '07.4',
    deadline: 20_000,
    hints: [
      'The old view never says that it is old: it just stops.',
      'Ask status again once the answer is older than maxAge, and hand its viewKey to follow.',
      'const { viewKey } = await this.status(), then follow(viewKey), then this.#asked = performance.now()'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, first.serverKey, { maxAge: 0 })
    await client.put(llama, { durable: true })
    await until('llama is read under the first view key', () => client.get('llama'))
    const before = shortKey(first.viewKey)
    const second = await startService(net, reference, { seed: 2, bootstrap: first.key })
    await first.addWriter(second.localKey)
    const moved = () =>
      second.isIndexer &&
      shortKey(first.viewKey) !== before &&
      shortKey(second.viewKey) === shortKey(first.viewKey)
    await until('both services have a new view key', moved)
    await client.put(whisper, { durable: true })
    t.ok(await until('whisper is read under the new view key', () => client.get('whisper')))
    t.alike(await client.get('llama'), llama, 'the entry from before')
    const readers = client.machine.swarm.listenerCount('connection')
    t.is(readers, 1, 'readers that listen to the swarm, after many look-ups')
  }
)

check(
  'when its server is down the client reads on from the others',
  {
    points: 2,
    task: '07.4',
    deadline: 20_000,
    hints: [
      'The view has more than one home: every writer serves it.',
      'status fails, but there is a reader already. Is that a reason not to answer?',
      'In #ask: catch what status throws, and rethrow it only if this.#reader === null'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [first, second] = await deploy(net, [reference, reference])
    const client = await clientOf(net, first!.serverKey, { timeout: 300, maxAge: 0 })
    await answered('the server has llama', () => client.put(llama))
    const { core } = second!.view
    const level = async () => (await second!.view.get('llama')) && core.signedLength === core.length
    await until('the second has all of the view, signed', level)
    await answered('llama is read', () => client.get('llama'))
    await first!.machine.stop()
    t.alike(await client.get('llama'), llama)
    t.is((await refusal(client.put(mistral))).code, 'TIMEOUT', 'a put needs the server')
    const late = await clientOf(net, first!.serverKey, { timeout: 300 })
    t.is((await refusal(late.get('llama'))).code, 'TIMEOUT', 'a client that has no view key yet')
  }
)

/** Asks until there is an answer: a client of little patience may miss one on a busy machine. */
async function answered(name: string, ask: () => Promise<unknown>) {
  let refused: unknown
  const asked = () => ask().catch((error: unknown) => void (refused = error))
  await until(name, asked, { seen: () => refused })
}

/** Counts how often a service is asked for its status from now on. */
function countCalls(service: { status(): Promise<unknown> }): () => number {
  const status = service.status.bind(service)
  let calls = 0
  Object.assign(service, { status: () => (calls++, status()) })
  return () => calls
}

async function clientOf(
  net: Net,
  serverKey: Uint8Array,
  options: { timeout?: number; maxAge?: number } = {}
) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const client = await machine.start(
    (store, swarm) => new RegistryClient(store, swarm, serverKey, options)
  )
  return Object.assign(client, { machine })
}

async function referenceClient(net: Net, serverKey: Uint8Array) {
  const machine = await net.machine(referenceSwarm, { seed: 71 })
  return machine.start((store, swarm) => new ReferenceClient(store, swarm, serverKey))
}

async function names(entries: AsyncIterable<{ name: string }>) {
  const found: string[] = []
  for await (const { name } of entries) found.push(name)
  return found
}

function plain(err: unknown) {
  const { name, code, message, context } = err as { [field: string]: unknown }
  return { name, code, message, context }
}
