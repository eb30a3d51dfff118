import { setImmediate as turn } from 'node:timers/promises'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient as ReferenceClient } from '#reference/08-client/client/client.ts'
import { fromRpc as ourFromRpc } from '#reference/08-client/errors.ts'
import { RegistryServer as ReferenceServer } from '#reference/08-client/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/08-client/net/swarm.ts'
import { RegistryService as Reference } from '#reference/08-client/service.ts'
import { RegistryClient } from '#work/08-client/client/client.ts'
import { RegistryReader } from '#work/08-client/client/reader.ts'
import { fromRpc } from '#work/08-client/errors.ts'
import { RegistryServer } from '#work/08-client/net/server.ts'
import { createSwarm } from '#work/08-client/net/swarm.ts'
import { RegistryService } from '#work/08-client/service.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { outcomeNow, sameAsOurs } from './support/oracle.ts'
import { clientRequest, noteRequests } from './support/requests.ts'
import { refusal } from './support/rpc.ts'
import { errorOf, rpcFailures, tellFailure } from './support/rpc-errors.ts'
import type { RpcFailure } from './support/rpc-errors.ts'
import { named, until } from './support/until.ts'

interface ClientService extends Service {
  status(): Promise<unknown>
  putAll(entries: Entry[], options?: { durable?: boolean }): Promise<unknown>
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
}

const MINUTE = 60_000
/** Milliseconds for what takes 50 ms on an idle machine. */
const NETWORK = 20_000
const TEST = 30_000

const work: Kit<ClientService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<ClientService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

check(
  'a client opens and closes without a server: it connects with its first request',
  {
    points: 1,
    task: '08.1',
    hints: [
      'The RPC client works on the DHT node of the swarm: swarm.dht.',
      'Its options are keyPair and backoffValues; _open and _close are there already.',
      'this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF_MS })'
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
    task: '08.2',
    deadline: TEST,
    hints: [
      'makeRequest takes the server key, the method, the request, and how both are encoded.',
      'The row of the table has the names of both structs: getEncoding turns a name into its encoding.',
      'return await this.#rpc.makeRequest(this.serverKey, name, value, { requestEncoding: getEncoding(request), responseEncoding: getEncoding(response), timeout })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, server.serverKey)
    const answer = await client.put(llama)
    t.is(answer.signed, false)
    t.alike(await server.view.get('llama'), llama)
    const status = await client.call('status', {})
    t.alike(status.viewKey, server.viewKey, 'the view key by status')
    t.alike(status.localKey, server.localKey, 'the local key by status')
    t.is((await client.put(mistral, { durable: true })).signed, true, 'a durable put')
    for (const odd of [{ owner: 'half of \ud83e' }, { driveKey: llama.driveKey.subarray(1) }]) {
      const { code, context } = await refusal(client.put({ ...llama, ...odd }))
      const [field] = Object.keys(odd)
      t.alike({ code, context }, { code: 'INVALID_ENTRY', context: field }, 'what has no encoding')
    }

    const options = { timeout: 1234, keyPair: HyperDHT.keyPair(llama.driveKey) }
    const machine = await net.machine(referenceSwarm, { seed: 72 })
    const [yours, ours] = await Promise.all(
      [RegistryClient, ReferenceClient].map((Client) =>
        machine.start((store, swarm) => new Client(store, swarm, server.serverKey, options))
      )
    )
    const noted = noteRequests(t, 'client')
    for (const extra of [undefined, 0, 4321]) {
      await yours!.call('status', {}, extra)
      await ours!.call('status', {}, extra)
      const [your, our] = noted.splice(0).map(clientRequest)
      t.alike(your, our, `the request of a call with ${extra} ms extra: yours, and ours`)
    }
  }
)

check(
  'two clients of one process write at the same time, over connections of their own',
  {
    points: 1,
    task: '08.2',
    deadline: TEST,
    hints: [
      'A server keeps one connection for each public key that it sees.',
      'Give the RPC client the keyPair of this client (08.1): without one, all clients of a DHT node share its key.',
      'this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF_MS })'
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
    await clients[0]!.close()
    const { code } = await refusal(clients[1]!.put(llama))
    t.is(code, 'ACCEPTED', 'a put of one, after the other was closed')
  }
)

check(
  'the server’s errors keep their code, and say which field is wrong',
  {
    points: 2,
    task: '08.3',
    deadline: TEST,
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
    const entry = { ...llama, name: '' }
    const invalid = await client.call('put-entry', { entry }).catch(plain)
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
  'each way in which a request can fail has its code',
  {
    points: 1,
    task: '08.3',
    hints: [
      'An error without a cause came from the way there and back. Its code says how it ended.',
      'REQUEST_TIMEOUT and TIMEOUT_EXCEEDED are a TIMEOUT, CHANNEL_CLOSED and CHANNEL_DESTROYED are DISCONNECTED.',
      "if (code === 'CHANNEL_CLOSED' || code === 'CHANNEL_DESTROYED') return RegistryError.DISCONNECTED(err); return err at the end"
    ]
  },
  async (t) => {
    const fail = (code: string, cause?: Error) =>
      Object.assign(new Error('oops', { cause }), { code })
    const codes = {
      REQUEST_TIMEOUT: 'TIMEOUT',
      TIMEOUT_EXCEEDED: 'TIMEOUT',
      CHANNEL_CLOSED: 'DISCONNECTED',
      CHANNEL_DESTROYED: 'DISCONNECTED'
    }
    for (const [theirs, ours] of Object.entries(codes)) {
      const { name, code } = plain(fromRpc(fail(theirs), 1000))
      t.alike({ name, code }, { name: 'RegistryError', code: ours }, theirs)
    }
    const other = fail('UNKNOWN_METHOD')
    t.ok(fromRpc(other, 1000) === other, 'another error is returned as it is')
    const busy = plain(fromRpc(fail('REQUEST_ERROR', fail('NEW_CODE')), 1000))
    t.is(busy.code, 'NEW_CODE', 'a code of the server that this client has never heard of')
    await sameAsOurs(t, {
      inputs: rpcFailures,
      tell: (failure) => [tellFailure(failure)],
      yours: (failure) => [outcomeNow(() => told(fromRpc, failure))],
      ours: (failure) => [outcomeNow(() => told(ourFromRpc, failure))],
      rule: 'The server’s own error goes on as it is; else the code says what became of the request.',
      numRuns: 300
    })
  }
)

check(
  'a server that cannot be reached is a TIMEOUT after the client’s own deadline',
  {
    points: 1,
    task: '08.3',
    hints: [
      'Nobody answered: there is no cause, only the code of the RPC client itself. (And is the request awaited inside the try of 08.2?)',
      'REQUEST_TIMEOUT and TIMEOUT_EXCEEDED are the two ways to wait for nothing.',
      "if (code === 'REQUEST_TIMEOUT' || code === 'TIMEOUT_EXCEEDED') return RegistryError.TIMEOUT(ms)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const nobody = llama.driveKey
    const client = await clientOf(net, nobody, { timeout: 200 })
    t.is((await refusal(client.call('status', {}))).code, 'TIMEOUT')
  }
)

check(
  'a durable put may take the time of the majority beside the client’s own',
  {
    points: 1,
    task: '08.3',
    deadline: TEST,
    hints: [
      'put gives call some milliseconds extra. Do they reach makeRequest?',
      'The deadline of a request is the const timeout in call, not the client’s #timeout. Another client error is a TIMEOUT of its own.',
      'In call: { …, timeout } with the timeout that is this.#timeout + extra'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, server.serverKey, { timeout: 300 })
    let sign = () => {}
    const signed = new Promise<void>((resolve) => (sign = resolve))
    const slow = async () => {
      await signed
      return { length: 7, signed: true }
    }
    Object.assign(server, { put: slow, status: () => new Promise(() => {}) })
    const durable = client.put(llama, { durable: true, timeout: NETWORK })
    t.is((await refusal(client.call('status', {}))).code, 'TIMEOUT', 'a request with no extra time')
    sign()
    t.alike(await durable, { length: 7, signed: true }, 'the durable put, which came before it')
  }
)

check(
  'a connection that ends before the answer is DISCONNECTED, and the next request reconnects',
  {
    points: 2,
    task: '08.3',
    deadline: TEST,
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
    const hanging = refusal(client.call('status', {}))
    await until('the server has the request', () => asked, { deadline: NETWORK })
    await server.machine.stop()
    t.is((await hanging).code, 'DISCONNECTED')
    await startService(net, reference, { seed: 1, folder: server.folder })
    t.is((await client.put(mistral)).signed, false, 'a put after the restart')
  }
)

check(
  'your reader follows a newer view key; look-ups under way end on the old view',
  {
    points: 2,
    task: '08.4',
    deadline: TEST,
    hints: [
      'The new view is a core like the first one: it has to be opened and found. When may it take the place of the old one?',
      'Keep the old view in #left, open, until the reader closes: somebody may be reading it. A key that the reader already has changes nothing.',
      'const next = new RegistryView(this.#store.get({ key })); await next.ready(); await this.#find(next.core); leave the old discovery key; this.#left.push(this.view); this.view = next'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    // Two registries: for a reader their views are two keys, as are two views of one.
    const first = await startService(net, reference, { seed: 1 })
    const second = await startService(net, reference, { seed: 2 })
    await first.putAll([llama, mistral], { durable: true })
    await second.putAll([whisper], { durable: true })
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const reader = await machine.start(
      (store, swarm) => new RegistryReader(store, swarm, first.viewKey, { download: true })
    )
    await until('the reader has mistral', () => reader.view.get('mistral'), { deadline: NETWORK })
    const old = reader.view
    const { viewKey } = first
    for (const key of [IdEnc.normalize(viewKey), b4a.toString(viewKey, 'hex'), b4a.from(viewKey)]) {
      await reader.follow(key)
      t.ok(
        reader.view === old,
        'following the key that it has changes nothing, however it is written'
      )
    }

    const rows = old.list()[Symbol.asyncIterator]()
    t.alike((await rows.next()).value, llama, 'the first row of a list on the old view')
    const left: string[] = []
    const leave = machine.swarm.leave.bind(machine.swarm)
    machine.swarm.leave = async (topic) => {
      left.push(b4a.toString(topic, 'hex'))
      return leave(topic)
    }
    const early: number[] = []
    let follows = true
    const look = () => {
      if (reader.view !== old && reader.view.core.length === 0) early.push(0)
      if (follows) setImmediate(look)
    }
    look()
    await named('follow(), while somebody reads the old view', () => {
      return reader.follow(IdEnc.normalize(second.viewKey))
    }).finally(() => (follows = false))
    t.is(early.length, 0, 'looks at which the new view was there, and could not answer yet')
    const topicOf = ({ core }: RegistryReader['view']) => b4a.toString(core.discoveryKey, 'hex')
    t.alike(left, [topicOf(old)], 'the discovery key that the swarm leaves')
    t.alike(await reader.view.get('whisper'), whisper, 'at the first look-up under the new key')
    t.alike(reader.viewKey, second.viewKey, 'view key')
    t.alike((await rows.next()).value, mistral, 'the second row of the list on the old view')
    const now = reader.view
    await reader.close()
    t.alike(
      [old.core.closed, now.core.closed],
      [true, true],
      'both views are closed with the reader'
    )
    t.alike(left.slice(1), [topicOf(now)], 'the discovery key that it leaves when it closes')
  }
)

check(
  'look-ups read the view: by name, drive key, type and owner',
  {
    points: 2,
    task: '08.4',
    deadline: TEST,
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
    const early = lookUpsAfterStatus(client, 'llama')
    await until('your client reads whisper', () => client.get('whisper'), { deadline: NETWORK })
    for (const found of await early()) t.alike(found, llama, 'by name, before the view is open')
    t.alike(await client.get('llama'), llama, 'by name')
    t.is(await client.get('alpaca'), null, 'a name that nobody put')
    const view = await client.view()
    t.alike(await names(view.findByDriveKey(mistral.driveKey)), ['mistral'], 'by drive key')
    t.alike(await names(view.findByType('text-generation')), ['llama', 'mistral'], 'by type')
    t.alike(await names(view.findByOwner('meta')), ['llama'], 'by owner')
    t.alike(await names(view.list()), ['llama', 'mistral', 'whisper'], 'all of them')
    t.is(asked(), 1, 'requests for status within one maxAge')
  }
)

check(
  'when the indexers change the client moves on to the new view key',
  {
    points: 2,
    task: '08.4',
    deadline: TEST,
    hints: [
      'The old view never says that it is old: it just stops.',
      'Ask status again once the answer is older than maxAge, and pass its viewKey to follow.',
      "const { viewKey } = await this.call('status', {}), then await this.#reader.follow(viewKey)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, first.serverKey, { maxAge: 0 })
    await client.put(llama, { durable: true })
    await until('llama is read under the first view key', () => client.get('llama'), {
      deadline: NETWORK
    })
    const before = shortKey(first.viewKey)
    const second = await startService(net, reference, { seed: 2, bootstrap: first.key })
    await first.addWriter(second.localKey)
    const moved = () =>
      second.base.isIndexer &&
      shortKey(first.viewKey) !== before &&
      shortKey(second.viewKey) === shortKey(first.viewKey)
    await until('both services have a new view key', moved, { deadline: NETWORK })
    await client.put(whisper, { durable: true })
    await until('whisper is read under the new view key', () => client.get('whisper'), {
      deadline: NETWORK / 2
    })
    t.alike(await client.get('llama'), llama, 'the entry from before')
    const readers = client.machine.swarm.listenerCount('connection')
    t.is(readers, 1, 'readers that listen to the swarm, after many look-ups')
  }
)

check(
  'when its server is down the client reads on from the others',
  {
    points: 2,
    task: '08.4',
    deadline: TEST,
    hints: [
      'The view has more than one home: every writer serves it.',
      'status fails, but there is already a reader. Is that a reason not to answer?',
      'In #follow: catch what status throws, and rethrow it only if this.#reader === null'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [first, second] = await deploy(net, [reference, reference])
    const client = await clientOf(net, first!.serverKey, { timeout: 1000, maxAge: 0 })
    await answered('the server has llama', () => client.put(llama))
    const { core } = second!.view
    const level = async () => (await second!.view.get('llama')) && core.signedLength === core.length
    await until('the second has all of the view, signed', level, { deadline: NETWORK })
    await answered('llama is read', () => client.get('llama'))
    const status = first!.status.bind(first)
    first!.status = () => Promise.reject(new Error('the disk fails'))
    t.alike(await client.get('llama'), llama, 'while the server answers status with INTERNAL')
    first!.status = status
    await first!.machine.stop()
    t.alike(await client.get('llama'), llama)
    t.is((await refusal(client.put(mistral))).code, 'TIMEOUT', 'a put needs the server')
    const late = await clientOf(net, first!.serverKey, { timeout: 1000 })
    t.is((await refusal(late.get('llama'))).code, 'TIMEOUT', 'a client that has no view key yet')
  }
)

check(
  'a server that is down is asked once per maxAge, and not at each look-up',
  {
    points: 1,
    task: '08.4',
    deadline: TEST,
    hints: [
      'A look-up that asks waits for the whole deadline, if nobody answers. How many should do that?',
      'A question that failed counts as one that was asked: note the time in that case too.',
      'this.#asked = performance.now() after the try and its catch'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    await server.putAll([llama], { durable: true })
    const client = await clientOf(net, server.serverKey, { timeout: 1000, maxAge: 3000 })
    await answered('llama is read', () => client.get('llama'))
    const asked = countStatus(client)
    await server.machine.stop()
    await until('the client asks again', async () => (await client.get('llama')) && asked() > 0, {
      deadline: NETWORK
    })
    t.alike(await client.get('llama'), llama, 'the look-up behind it')
    t.is(asked(), 1, 'requests for status')
  }
)

/** Asks until there is an answer: a client with a short deadline may miss one on a busy machine. */
async function answered(name: string, ask: () => Promise<unknown>) {
  let refused: unknown
  const asked = () => ask().catch((error: unknown) => void (refused = error))
  await until(name, asked, { deadline: NETWORK, seen: () => refused })
}

/** Counts how often a service is asked for its status from now on. */
function countCalls(service: { status(): Promise<unknown> }): () => number {
  const status = service.status.bind(service)
  let calls = 0
  Object.assign(service, { status: () => (calls++, status()) })
  return () => calls
}

/** Looks a name up several times, right after the answer to the first question for the view key. */
function lookUpsAfterStatus(client: RegistryClient, name: string) {
  const call = client.call.bind(client)
  let found: Promise<Entry | null>[] = []
  const watched = async (...args: Parameters<typeof call>) => {
    const answer = await call(...args)
    if (args[0] === 'status' && found.length === 0) {
      found = Array.from({ length: 10 }, async (_, turns) => {
        for (; turns > 0; turns--) await turn()
        return client.get(name)
      })
    }
    return answer
  }
  Object.assign(client, { call: watched })
  return () => Promise.all(found)
}

/** Counts how often a client asks for the status from now on. */
function countStatus(client: RegistryClient): () => number {
  const call = client.call.bind(client)
  let calls = 0
  const counted = (...[name, ...rest]: Parameters<typeof call>) => {
    if (name === 'status') calls++
    return call(name, ...rest)
  }
  Object.assign(client, { call: counted })
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

/** What a caller sees of a failed request; an error that goes on unchanged is told as that. */
function told(translate: typeof ourFromRpc, failure: RpcFailure) {
  const err = errorOf(failure)
  const made = translate(err, failure.ms)
  return made === err
    ? 'the same error'
    : { ...plain(made), cause: made.cause === err ? 'it' : made.cause }
}

function plain(err: unknown) {
  const { name, code, message, context } = err as { [field: string]: unknown }
  return { name, code, message, context }
}
