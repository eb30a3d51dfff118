import { cpSync } from 'node:fs'
import { join } from 'node:path'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import Hyperswarm from 'hyperswarm'

import { RegistryReader } from '#reference/08-cli/reader.ts'
import { RegistryService as Reference } from '#reference/08-cli/service.ts'
import { createSwarm as referenceSwarm } from '#reference/08-cli/swarm.ts'
import { RegistryClient } from '#work/08-cli/client.ts'
import { Instance } from '#work/08-cli/instance.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startInstance, startService } from './support/deploy.ts'
import { llama, mistral, plainEntry } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { Deployment } from './support/instances.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

const MODELS = join(import.meta.dirname, '..', 'workshop', 'models.json')
const ROUNDS = 10

check(
  'an instance that is closed lets go of its folder, and starts again with the same keys',
  {
    points: 2,
    task: '08.1',
    deadline: 30_000,
    hints: [
      'What was opened first is closed last: the swarm goes first, then the service, then the store. Each is waited for, the swarm not for ever.',
      'A DHT that is gone may keep swarm.destroy() waiting: wait for it at most FAREWELL milliseconds.',
      'await Promise.race([this.#swarm?.destroy(), after(FAREWELL, null, { ref: false })]), then close service and store'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = net.folder()
    const before = await startInstance(net, Instance, folder)
    const keys = keysOf(before)
    await before.service.put(llama)
    const order = ['swarm', 'goodbye to the DHT', 'service', 'store']
    t.alike(await orderOfClose(before), order, 'closed in this order')
    const after = await startInstance(net, Instance, folder)
    t.alike(keysOf(after), keys, 'keys after the restart')
    t.alike(await after.service.view.get('llama'), llama)
  }
)

check(
  'run refuses a locked, a foreign and a copied folder in one line, and ends cleanly on SIGTERM',
  {
    points: 2,
    task: '08.1',
    deadline: 120_000,
    hints: [
      'On SIGTERM the process has to end by itself: something of yours is still open.',
      'Close swarm, service and store; a store that is left open keeps its lock.',
      'Await each close in turn in _close; nothing may be started after that.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/08-cli/bin.ts')
    const folder = join(net.folder(), 'storage')
    const { dht } = net
    const running = await cli.start('--storage', folder, '--dht', dht)
    const locked = await cli.run('run', '--storage', folder, '--dht', dht)
    refusedInOneLine(t, locked, 'STORAGE_LOCKED')
    t.is(await running.end('SIGTERM'), 0, 'exit code after SIGTERM')

    const copy = join(net.folder(), 'copy')
    cpSync(folder, copy, { recursive: true })
    const [copied, foreign, again] = await Promise.all([
      cli.run('run', '--storage', copy, '--dht', dht),
      cli.run('run', '--storage', import.meta.dirname, '--dht', dht),
      cli.start('--storage', folder, '--dht', dht)
    ])
    refusedInOneLine(t, copied, 'STORAGE_COPIED')
    refusedInOneLine(t, foreign, 'STORAGE_FOREIGN')
    t.is(again.keys.serverKey, running.keys.serverKey, 'server key after all that')
  }
)

check(
  'many entries are stored in requests that fit, and progress is told after each',
  {
    points: 2,
    task: '08.2',
    deadline: 30_000,
    hints: [
      'batches() cuts the entries so that each request fits; one request follows the other.',
      'Wait for each answer before you send the next batch, then count and call progress.',
      "for (const batch of batches(entries)) { await this.#request('put-entries', '@registry/put-all-request', { entries: batch }, '@registry/put-response'); stored += batch.length; progress(stored) }"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const kit = { Service: Reference, createSwarm: referenceSwarm }
    const server = await startService(net, kit, { seed: 1 })
    const client = await clientOf(net, server.serverKey)
    const entries = Array.from({ length: 60 }, (_, at) => long(at))
    const sums = sumsStored(server)
    const told: number[] = []
    const there: number[] = []
    await client.putAll(entries, (stored) => {
      told.push(stored)
      there.push(sums.at(-1) ?? 0)
    })
    t.ok(sums.length > 1, 'more than one request was needed')
    t.alike(told, there, 'numbers told, and what the server had stored by then')
    t.alike(told, sums, 'numbers told, and what it had stored after each request')
    t.alike(await server.view.get('entry-59'), long(59))
    t.is(await count(server.view.list()), 60, 'entries in the view')
  }
)

check(
  'an admin may add a writer over RPC; a stranger gets UNAUTHORIZED',
  {
    points: 2,
    task: '08.3',
    deadline: 30_000,
    hints: [
      'The connection knows the public key of whoever is at its other end: is it that key, and what was asked for, that you go by?',
      'Ask service.isAdmin(connection.remotePublicKey) before you do anything.',
      "if (!service.isAdmin(connection.remotePublicKey)) throw RegistryError.UNAUTHORIZED('add-writer')"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const instance = await startInstance(net, Instance)
    const { service } = instance
    const second = await startService(
      net,
      { Service: Reference, createSwarm: referenceSwarm },
      {
        seed: 2,
        bootstrap: service.key
      }
    )
    const stranger = await clientOf(net, service.serverKey)
    const refused = await refusal(stranger.addWriter(second.localKey))
    t.is(refused.code, 'UNAUTHORIZED', 'a stranger')
    t.is(refused.message, 'UNAUTHORIZED: this key may not call add-writer', 'what it is told')
    const known = await service.base.system?.get(second.localKey)
    t.absent(known, 'what a stranger is refused is not done: the writer is not known')
    const admin = await clientOf(net, service.serverKey, await instance.adminKeyPair())
    const told: string[] = []
    const addWriter = service.addWriter.bind(service)
    service.addWriter = async (...args) => {
      await addWriter(...args)
      // Whoever answers too early is heard before this: answers come in the order of sending.
      await admin.status()
      told.push('added')
    }
    await admin.addWriter(second.localKey, { indexer: false }).then(() => told.push('answered'))
    t.alike(told, ['added', 'answered'], 'the answer comes when the writer is added')
    const plain = await service.base.system?.get(second.localKey)
    t.is(plain?.isIndexer, false, 'with indexer: false it is a plain writer')
    await admin.addWriter(second.localKey)
    await until('the second is an indexer', () => second.isIndexer)
    t.is((await stranger.put(llama)).signed, false, 'a put needs no admin')
  }
)

check(
  'get prints an entry, for a person or as JSON, and says so when there is none',
  {
    points: 2,
    task: '08.4',
    deadline: 120_000,
    hints: [
      'put, above, shows the shape: ask through withClient, then print.',
      'A name that is not there is an error of the command: RegistryError.NOT_FOUND(name).',
      'const entry = await withClient(flags, (client) => client.get(name)); if (entry === null) throw RegistryError.NOT_FOUND(name); print(flags.json, entry, fieldLines(entry))'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const instance = await startInstance(net, Instance)
    await instance.service.put(llama, { durable: true })
    const cli = new Cli(t, '#work/08-cli/bin.ts')
    const at = ['--storage', instance.folder]
    // One after the other: they share a key pair, and a server keeps one connection a key.
    const found = await cli.run('get', 'llama', ...at)
    t.is(found.code, 0, 'exit code')
    for (const value of ['llama', 'text-generation', 'meta', IdEnc.encode(llama.driveKey)]) {
      t.ok(found.stdout.includes(value), `the output shows ${value}`)
    }
    const { stdout } = await cli.run('get', 'llama', '--json', ...at)
    const [name, type] = ['name', 'type'].map((field) => parse(stdout)?.[field])
    t.alike({ name, type }, { name: 'llama', type: 'text-generation' }, '--json prints JSON')
    refusedInOneLine(t, await cli.run('get', 'alpaca', ...at), 'NOT_FOUND')

    const [nonsense, unknown, empty] = await Promise.all([
      cli.run('get', 'llama', '--server', 'nonsense'),
      cli.run('get', 'llama', '--colour'),
      cli.run('get', 'llama', '--server')
    ])
    refusedInOneLine(t, nonsense, 'INVALID_INPUT')
    refusedInOneLine(t, unknown, 'UNKNOWN_FLAG')
    refusedInOneLine(t, empty, 'INVALID_FLAG')
  }
)

check(
  'three processes: kill one and all goes on, kill two and nothing is signed until one is back',
  {
    points: 3,
    task: '08.4',
    deadline: 180_000,
    hints: [
      'The commands talk to running instances: none of them may open a storage folder.',
      'With two of three gone a put is accepted; only signing has to wait.',
      'Check add-writer (08.3) and get (08.4) by hand, in terminals, as the lesson does.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/08-cli/bin.ts')
    const deployment = await new Deployment(net, cli).open(3)
    const [first, second, third] = deployment.instances
    const loaded = await cli.run('import', MODELS, '--storage', first!.folder)
    t.is(loaded.code, 0, 'exit code of import')
    await deployment.level('the import is signed by all')

    await third!.running.end('SIGKILL')
    await first!.put(llama)
    for (const each of [first!, second!]) await signed('llama is signed by two of three', each)
    const read = await cli.run('get', 'llama', '--storage', second!.folder)
    t.alike(
      { code: read.code, stderr: read.stderr },
      { code: 0, stderr: '' },
      'get from the second'
    )

    await second!.running.end('SIGKILL')
    t.is((await first!.put(mistral)).signed, false, 'a put with one of three is accepted')
    const alone = await first!.status()
    t.ok((alone.signedLength ?? 0) < alone.length, 'and not signed')

    await deployment.restart(1)
    await deployment.restart(2)
    await deployment.level('all three have the same view, signed to its end')
    const names = await readAll(net, (await first!.status()).viewKey)
    t.is(names.size, 44, 'entries: 42 models, llama and mistral')
  }
)

check(
  'no answered put is lost when a process is killed, in ten rounds',
  {
    points: 2,
    task: '08.4',
    deadline: 240_000,
    hints: [
      'An answer means: on this writer’s disk. Is anything answered before the sync?',
      'service.put waits until the log is synced; leave that as it is.',
      'Check that your commands end, and that add-writer (08.3) makes indexers of all three.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/08-cli/bin.ts')
    const deployment = await new Deployment(net, cli).open(3)
    const answered = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const victim = deployment.instances[round % 3]!
      const puts = Array.from({ length: 12 }, (_, at) => {
        const entry = { ...plainEntry(round), name: `round-${round}-${at}` }
        const answer = deployment.instances[at % 3]!.put(entry)
        return answer.then(() => answered.add(entry.name)).catch(() => null)
      })
      // The kill falls in the middle: one put is answered, the others are under way.
      await Promise.race(puts)
      await victim.running.end('SIGKILL')
      await deployment.restart(round % 3)
      await Promise.all(puts)
      await deployment.level(`round ${round + 1}: all three are level again`)
    }
    const status = await deployment.instances[0]!.status()
    const stored = await readAll(net, status.viewKey)
    const lost = [...answered].filter((name) => !stored.has(name))
    t.comment(`${answered.size} puts were answered in ${ROUNDS} rounds`)
    t.alike(lost, [], 'answered puts that are in no view')
  }
)

async function clientOf(
  net: Net,
  serverKey: Uint8Array,
  keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const options = keyPair === undefined ? {} : { keyPair }
  return machine.start((store, swarm) => new RegistryClient(store, swarm, serverKey, options))
}

async function readAll(net: Net, viewKey: Uint8Array): Promise<Set<string>> {
  const machine = await net.machine(referenceSwarm, { seed: 75 })
  const reader = await machine.start((store, swarm) => new RegistryReader(store, swarm, viewKey))
  const names = new Set<string>()
  for await (const { name } of reader.list()) names.add(name)
  return names
}

async function signed(what: string, instance: Deployment['instances'][number]) {
  const level = async () => {
    const { length, signedLength } = await instance.status()
    return signedLength === length
  }
  await until(what, level, { deadline: 20_000, seen: () => instance.status() })
}

/** How many entries the server has stored after each request, from now on. */
function sumsStored(server: Reference): number[] {
  const sums: number[] = []
  const putAll = server.putAll.bind(server)
  server.putAll = async (entries, options) => {
    const answer = await putAll(entries, options)
    sums.push((sums.at(-1) ?? 0) + entries.length)
    return answer
  }
  return sums
}

/** What is closed in which order, while leaving the DHT never ends. */
async function orderOfClose(instance: Instance): Promise<string[]> {
  const order: string[] = []
  const { service } = instance
  const swarms: { destroy: (this: Hyperswarm) => Promise<void> } = Hyperswarm.prototype
  const stores: { close: (this: { root: unknown }) => Promise<void> } = Corestore.prototype
  const { destroy } = swarms
  const { close } = stores
  const closeService = service.close.bind(service)
  swarms.destroy = async function () {
    order.push('swarm')
    // Not at once: whoever doesn't wait has closed the service by then.
    await Promise.resolve()
    order.push('goodbye to the DHT')
    await destroy.call(this)
    await new Promise(() => {})
  }
  stores.close = function () {
    // The base closes its sessions of the store, too.
    if (this.root === null) order.push('store')
    return close.call(this)
  }
  service.close = () => {
    order.push('service')
    return closeService()
  }
  let closed = false
  const closing = instance.close().finally(() => (closed = true))
  closing.catch(() => {})
  try {
    await until('the instance is closed, though its DHT is gone (see FAREWELL)', () => closed)
    await closing
  } finally {
    Object.assign(swarms, { destroy })
    Object.assign(stores, { close })
  }
  return order
}

function keysOf({ service }: Instance) {
  return [service.key, service.localKey, service.serverKey].map(shortKey)
}

function long(number: number): Entry {
  return { ...plainEntry(number), description: `${number} `.padEnd(2000, 'x') }
}

function parse(text: string): { [field: string]: unknown } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function count(entries: AsyncIterable<unknown>) {
  let total = 0
  for await (const _ of entries) total++
  return total
}

function refusedInOneLine(
  t: TestContext,
  outcome: { code: number | null; stderr: string },
  code: string
) {
  const [line, ...rest] = outcome.stderr.trim().split('\n')
  t.is(outcome.code, 1, `exit code of ${code}`)
  t.ok(line?.startsWith(code), `the line begins with ${code}: ${line}`)
  t.alike(rest, [], 'no second line')
}
