import * as fc from 'fast-check'
import b4a from 'b4a'

import { batches as ourBatches } from '#reference/16-client-pool/client/batches.ts'
import { RegistryClient as ReferenceClient } from '#reference/16-client-pool/client/client.ts'
import { RegistryError, fromRpc as ourFromRpc } from '#reference/16-client-pool/errors.ts'
import { RegistryServer as ReferenceServer } from '#reference/16-client-pool/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/16-client-pool/net/swarm.ts'
import { RegistryService as Reference } from '#reference/16-client-pool/service.ts'
import { batches } from '#work/16-client-pool/client/batches.ts'
import { RegistryClient } from '#work/16-client-pool/client/client.ts'
import { fromRpc } from '#work/16-client-pool/errors.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { outcomeNow, sameAsOurs } from './support/oracle.ts'
import { noteRequests, poolRequest } from './support/requests.ts'
import { refusal } from './support/rpc.ts'
import { errorOf, rpcFailures, tellFailure } from './support/rpc-errors.ts'
import type { RpcFailure } from './support/rpc-errors.ts'
import { until } from './support/until.ts'

const reference = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
/** With so many clients a server is left out by chance once in half a million runs. */
const CLIENTS = 60
/** Servers that die while they have the request. */
const LOST = 3
/** The pool's own limit would let a hundred go within the client's time. */
const REQUESTS = 200
/** Milliseconds for what a busy machine has to do. */
const slow = { deadline: 30_000 }

check(
  'a request goes through the pool, and its answer comes back',
  {
    points: 1,
    task: '16.1',
    deadline: 30_000,
    hints: [
      'The pool has a makeRequest of its own: it knows the servers, so it takes no key.',
      'It takes two deadlines: rpcTimeout for each attempt, totalTimeout for all of them.',
      'return await this.#pool.makeRequest(name, value, { requestEncoding: …, responseEncoding: …, rpcTimeout: …, totalTimeout: … })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, [server.serverKey])
    t.is((await client.put(llama, { durable: true })).signed, true, 'a durable put')
    t.alike(await client.get('llama'), llama, 'a look-up')

    const keys = [1, 2, 3, 4, 5].map((byte) => b4a.alloc(32, byte))
    const machine = await net.machine(referenceSwarm, { seed: 72 })
    const [yours, ours] = await Promise.all(
      [RegistryClient, ReferenceClient].map((Client) =>
        machine.start((store, swarm) => new Client(store, swarm, keys, { timeout: 5000 }))
      )
    )
    const noted = noteRequests(t, 'pool')
    for (const extra of [undefined, 0, 4321]) {
      await yours!.call('status', {}, extra)
      await ours!.call('status', {}, extra)
      const [your, our] = noted.splice(0).map(poolRequest)
      t.alike(
        your,
        our,
        `the request of a call with ${extra} ms extra, to 5 servers: yours, and ours`
      )
    }
  }
)

check(
  'the load of many clients is spread over all servers, and that of a lost one over all others',
  {
    points: 3,
    task: '16.1',
    deadline: 60_000,
    hints: [
      'A pool sticks to one server until that fails. What makes two clients choose differently?',
      'A pool starts at a random key and goes on to the next in the list: give it the keys that are shuffled, not serverKeys.',
      'this.#pool = new ProtomuxRpcClientPool(keys, this.#rpc, { retries: keys.length, rateLimit })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const servers = await startServers(net)
    const keys = servers.map(({ serverKey }) => serverKey)
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () =>
        machine.start((store, swarm) => new RegistryClient(store, swarm, keys, { timeout: 20_000 }))
      )
    )
    const answers = await Promise.all(clients.map((client) => client.call('status', {})))
    const load = countOf(servers, answers)
    t.comment(`clients of each server: ${load.join(', ')}`)
    t.ok(
      load.every((count) => count > 0),
      `each server has clients: ${load.join(', ')}`
    )

    const busiest = load.indexOf(Math.max(...load))
    const lost = servers[busiest]!
    const own = clients.filter((_, at) => b4a.equals(answers[at]!.key, lost.key))
    let requests = 0
    Object.assign(lost, { status: () => (requests++, new Promise(() => {})) })
    const asking = Promise.all(own.map((client) => client.call('status', {})))
    await until('the server has requests of all its clients', () => requests >= own.length, slow)
    await lost.machine.stop()
    const moved = countOf(servers, await asking).filter((_, at) => at !== busiest)
    t.ok(
      moved.every((count) => count > 0),
      `the others take over clients of the lost server: ${moved.join(', ')}`
    )
  }
)

check(
  'the pool holds back no requests: how much is too much is for the servers to say',
  {
    points: 1,
    task: '16.1',
    deadline: 30_000,
    hints: [
      'Left alone, a pool sends fifty requests at once, and then five per second.',
      'The option is there already: rateLimit, with a capacity of -1.',
      'this.#pool = new ProtomuxRpcClientPool(keys, this.#rpc, { retries: keys.length, rateLimit })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, [server.serverKey], 10_000)
    const requests = Array.from({ length: REQUESTS }, async () => client.call('status', {}))
    const ended = await Promise.allSettled(requests)
    const failed = ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    t.alike([...new Set(failed)], [], `errors of ${REQUESTS} requests at once`)
  }
)

check(
  'when a server dies with a request under way, another one answers it',
  {
    points: 3,
    task: '16.1',
    deadline: 30_000,
    hints: [
      'The pool goes on to the next server when the connection is cut or an attempt takes too long.',
      'It makes as many attempts as the option retries says, at the keys that it was given.',
      'this.#pool = new ProtomuxRpcClientPool(keys, this.#rpc, { retries: keys.length, rateLimit })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    // Left alone, a pool makes three attempts.
    const servers = await startServers(net, LOST + 1)
    const client = await clientOf(
      net,
      servers.map(({ serverKey }) => serverKey),
      10_000
    )
    const victims: typeof servers = []
    for (const server of servers) {
      const status = server.status.bind(server)
      // Those that are asked first never answer: they are the ones to die.
      const ask = async () => {
        if (victims.length === LOST) return status()
        victims.push(server)
        return new Promise(() => {})
      }
      Object.assign(server, { status: ask })
    }
    const asking = client.call('status', {})
    for (let lost = 0; lost < LOST; lost++) {
      const asked = until(`server ${lost + 1} has the request`, () => victims[lost], slow)
      await Promise.race([asked, asking])
      await victims[lost]!.machine.stop()
      t.comment(`${lost + 1} of ${servers.length} servers are lost`)
    }
    t.ok('viewKey' in (await asking), 'the answer of the last server')
    t.is((await client.put(llama)).signed, false, 'the next request')
  }
)

check(
  'a put that arrived twice is one entry',
  {
    points: 2,
    task: '16.1',
    deadline: 30_000,
    hints: [
      'The first server has stored the entry, but its answer was lost: the pool asks the next.',
      'An attempt must end early enough that another one follows within the deadline: it has its share.',
      'rpcTimeout: this.#timeout / this.#servers + extra, totalTimeout: this.#timeout + extra'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const servers = await deploy(net, [reference, reference])
    const client = await clientOf(
      net,
      servers.map(({ serverKey }) => serverKey),
      5000
    )
    let puts = 0
    for (const server of servers) {
      const put = server.put.bind(server)
      Object.assign(server, {
        put: async (entry: Entry) => {
          const answer = await put(entry)
          return ++puts === 1 ? new Promise(() => {}) : answer
        }
      })
    }
    t.is((await client.put(llama)).signed, false, 'the answer of the second server')
    t.is(puts, 2, 'puts that the servers stored')
    await until('the second has it in its view', () => servers[1]!.view.get('llama'), slow)
    const names: string[] = []
    for await (const { name } of servers[1]!.view.list()) names.push(name)
    t.alike(names, ['llama'], 'entries in the view')
  }
)

check(
  'a durable put has its time to be signed besides: NOT_SIGNED_YET comes from the server',
  {
    points: 1,
    task: '16.1',
    deadline: 20_000,
    hints: [
      'A server that waits for signatures is at work, and not lost.',
      'extra is what a majority may take to sign. It belongs to both deadlines, whole.',
      'rpcTimeout: this.#timeout / this.#servers + extra, totalTimeout: this.#timeout + extra'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [first, second] = await deploy(net, [reference, reference])
    await second!.machine.stop()
    // As good as two servers that both wait, and each attempt has its share.
    const client = await clientOf(net, [first!.serverKey, first!.serverKey], 3000)
    const put = client.put(llama, { durable: true, timeout: 4000 })
    t.is((await refusal(put)).code, 'NOT_SIGNED_YET', 'a durable put without a majority')
    t.alike(await first!.view.get('llama'), llama, 'what the server has')
  }
)

check(
  'when no server answers the error is UNAVAILABLE, within the deadline',
  {
    points: 2,
    task: '16.2',
    hints: [
      'The pool has errors of its own: look at what it throws in the end.',
      'TOO_MANY_RETRIES: every attempt failed. POOL_REQUEST_TIMEOUT: the time for all of them is over.',
      "if (code === 'TOO_MANY_RETRIES' || code === 'POOL_REQUEST_TIMEOUT') return RegistryError.UNAVAILABLE(ms)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    let asked = false
    Object.assign(server, { put: () => ((asked = true), new Promise(() => {})) })
    const left = await clientOf(net, [server.serverKey])
    const put = refusal(left.put(llama))
    await until('the server has the request', () => asked)
    await server.machine.stop()
    t.is((await put).code, 'UNAVAILABLE', 'the only server dies with the request under way')

    const nobody = [llama, mistral, whisper].map(({ driveKey }) => driveKey)
    const lost = await clientOf(net, nobody, 600)
    t.is((await refusal(lost.put(llama))).code, 'UNAVAILABLE', 'three servers that do not exist')
    const durable = await refusal(lost.put(llama, { durable: true, timeout: 200 }))
    t.ok(durable.message.includes('800 ms'), `600 ms, and 200 to be signed: ${durable.message}`)
    const lookUp = await refusal(lost.get('llama'))
    t.is(lookUp.code, 'UNAVAILABLE', 'a first look-up needs a server, too')
  }
)

check(
  'a server’s own error is the answer, and no other server is asked',
  {
    points: 2,
    task: '16.2',
    hints: [
      'An entry that breaks a rule breaks it everywhere: there is nothing to retry.',
      'The pool does not retry errors of the server; fromRpc must keep their code, as before.',
      'Leave the lines of fromRpc that look at err.cause before the ones that you add.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const servers = await startServers(net)
    let asked = 0
    for (const server of servers) {
      const put = server.put.bind(server)
      Object.assign(server, { put: (entry: Entry) => (asked++, put(entry)) })
    }
    const client = await clientOf(
      net,
      servers.map(({ serverKey }) => serverKey)
    )
    const refused = await refusal(client.call('put-entry', { entry: { ...llama, name: '' } }))
    t.alike(
      { code: refused.code, context: refused.context },
      { code: 'INVALID_ENTRY', context: 'name' }
    )
    t.is(asked, 1, 'servers that were asked')
    const odd = Object.assign(new Error('an error of neither'), { code: 'ODD' })
    t.is(fromRpc(odd, 1000), odd, 'an error that is none of these is handed on')
    await sameAsOurs(t, {
      inputs: rpcFailures,
      tell: (failure) => [tellFailure(failure)],
      yours: (failure) => [outcomeNow(() => told(fromRpc, failure))],
      ours: (failure) => [outcomeNow(() => told(ourFromRpc, failure))],
      rule: 'The code of a server’s own error stays; what the pool throws in the end is UNAVAILABLE.',
      numRuns: 300
    })
  }
)

check(
  'many entries are stored in as few requests as fit, and progress is reported after each',
  {
    points: 2,
    task: '16.3',
    deadline: 30_000,
    hints: [
      'A server takes 64 KiB, so all entries in one request are too many, and one entry in each too few.',
      'Before an entry goes into the batch: would it be one too many, or its bytes? Then the batch is full.',
      'if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) { yield batch; batch = []; bytes = 0 }, then push and add; in putAll one call of put-entries for each batch, awaited'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, [server.serverKey], 20_000)
    const sums: number[] = []
    const durable: boolean[] = []
    const putAll = server.putAll.bind(server)
    server.putAll = async (entries, options) => {
      durable.push(options?.durable === true)
      const answer = await putAll(entries, options)
      sums.push((sums.at(-1) ?? 0) + entries.length)
      return answer
    }
    const long = Array.from({ length: 60 }, (_, at) => longEntry(at))
    const told: number[] = []
    const there: number[] = []
    await client.putAll(long, (stored) => {
      told.push(stored)
      there.push(sums.at(-1) ?? 0)
    })
    t.ok(sums.length > 1, 'more than one request was needed')
    t.absent(durable.includes(true), 'requests that wait for a majority, though nobody asked')
    t.ok(sums.length < 5, `as few requests as fit: ${sums.length}`)
    t.alike(told, there, 'numbers told, and what the server had stored by then')
    t.alike(told, sums, 'numbers told, and what it had stored after each request')
    t.alike(await server.view.get('entry-59'), longEntry(59))
    t.is(await count(server.view.list()), 60, 'entries in the view')

    sums.length = 0
    const short = Array.from({ length: 100 }, (_, at) => ({
      ...plainEntry(at),
      name: `short-${at}`
    }))
    await client.putAll(short)
    t.alike(sums, [100], 'a hundred short entries fit into one request')
    sums.length = 0
    await client.putAll([])
    t.alike(sums, [], 'no entries need no request')
    await sameAsOurs(t, {
      inputs: fc.array(fc.constantFrom(0, 500, 2000, 29_000, 61_000), { maxLength: 300 }),
      tell: (sizes) => [
        `batches of ${sizes.length} entries, of ${sizes.slice(0, 8).join(', ')}… bytes`
      ],
      yours: (sizes) => [outcomeNow(() => batched(batches, sizes))],
      ours: (sizes) => [outcomeNow(() => batched(ourBatches, sizes))],
      rule: 'A batch is full where one more would be too many, or its bytes.'
    })
    const most = mostBeside(30_000)
    for (const sizes of [
      Array.from({ length: 600 }, () => 0),
      // Full by number, and far from full by bytes.
      Array.from({ length: 1000 }, () => 60),
      [30_000, most],
      [30_000, most + 1],
      [50_000, 30_000, most],
      [50_000, 30_000, most + 1]
    ]) {
      const what = `batches of ${sizes.length} entries, of ${sizes.slice(0, 3).join(', ')}… bytes`
      t.alike(batched(batches, sizes), batched(ourBatches, sizes), what)
    }
  }
)

check(
  'putAll stops at the first request that fails, and hands its error on',
  {
    points: 1,
    task: '16.3',
    deadline: 30_000,
    hints: [
      'What was reported as stored is stored, and what came after a failure was never sent.',
      'Wait for each answer before you send the next batch; let its error through.',
      "for (const batch of batches(entries)) { await this.call('put-entries', { entries: batch }); stored += batch.length; progress(stored) }"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const server = await startService(net, reference, { seed: 1 })
    const client = await clientOf(net, [server.serverKey], 20_000)
    const entries = Array.from({ length: 90 }, (_, at) => longEntry(at))
    const putAll = server.putAll.bind(server)
    let asked = 0
    let fault: Error | null = new Error('the disk is full')
    server.putAll = async (...args) => {
      asked++
      if (fault !== null && asked > 1) throw fault
      return putAll(...args)
    }
    const told: number[] = []
    const failed = await refusal(client.putAll(entries, (stored) => told.push(stored)))
    t.is(failed.code, 'INTERNAL', 'the error of the second request')
    t.is(asked, 2, 'requests that the server has seen')
    t.alike(told, [await count(server.view.list())], 'what was told, and what is stored')
    for (const refused of [RegistryError.UNAVAILABLE(1), RegistryError.NOT_WRITABLE()]) {
      fault = refused
      asked = 1
      const { code } = await refusal(client.putAll([llama]))
      t.alike([code, asked], [refused.code, 2], 'how it ends, and with how many requests')
    }
  }
)

/** The names in each batch of entries whose descriptions are so long. */
function batched(cut: typeof batches, sizes: number[]): string[][] {
  const entries = sizes.map((size, at) => ({ ...plainEntry(at), description: 'x'.repeat(size) }))
  const names = [...cut(entries)].map((batch) => batch.map(({ name }) => name))
  return entries.length === sizes.length ? names : [...names, ['the caller’s list was changed']]
}

/** Bytes of the largest description that fits into one batch with one of that size. */
function mostBeside(size: number): number {
  let [fits, tooMany] = [0, 64 * 1024]
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (batched(ourBatches, [size, middle]).length === 1) fits = middle
    else tooMany = middle
  }
  return fits
}

/** What a caller sees of a failed request; an error that goes on unchanged is told as that. */
function told(translate: typeof ourFromRpc, failure: RpcFailure) {
  const err = errorOf(failure)
  const made = translate(err, failure.ms)
  const { name, code, message, context, cause } = Object(made)
  return made === err
    ? 'the same error'
    : { name, code, message, context, because: cause !== undefined }
}

interface Keyed {
  key: Uint8Array
}

/** How many of the answers came from each server; each has a base of its own. */
function countOf(servers: Keyed[], answers: Keyed[]): number[] {
  return servers.map(({ key }) => answers.filter((answer) => b4a.equals(answer.key, key)).length)
}

async function startServers(net: Net, count = 3) {
  const seeds = Array.from({ length: count }, (_, at) => at + 1)
  return Promise.all(seeds.map((seed) => startService(net, reference, { seed })))
}

async function clientOf(net: Net, keys: Uint8Array[], timeout = 6000) {
  const machine = await net.machine(referenceSwarm, { seed: 71 })
  return machine.start((store, swarm) => new RegistryClient(store, swarm, keys, { timeout }))
}

function longEntry(number: number): Entry {
  return { ...plainEntry(number), description: `${number} `.padEnd(2000, 'x') }
}

async function count(entries: AsyncIterable<unknown>) {
  let total = 0
  for await (const _ of entries) total++
  return total
}
