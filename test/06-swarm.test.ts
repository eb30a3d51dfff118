import b4a from 'b4a'
import type HyperDHT from 'hyperdht'

import { RegistryReader as ReferenceReader } from '#reference/06-swarm/client/reader.ts'
import { RegistryServer as ReferenceServer } from '#reference/06-swarm/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/06-swarm/net/swarm.ts'
import { RegistryService as Reference } from '#reference/06-swarm/service.ts'
import { RegistryReader } from '#work/06-swarm/client/reader.ts'
import { RegistryServer } from '#work/06-swarm/net/server.ts'
import { createSwarm } from '#work/06-swarm/net/swarm.ts'
import { RegistryService } from '#work/06-swarm/service.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { createStore } from './support/cluster.ts'
import { startService } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { until } from './support/until.ts'

/** A history so long that a peer takes over its signed part: in entries, and in puts after them. */
const LONG = { entries: 100, puts: 16 }
/** Milliseconds for what takes 50 ms on an idle machine. */
const NETWORK = 20_000
const TEST = 30_000

interface SwarmService extends Service {
  readonly base: {
    readonly isIndexer: boolean
    readonly writable: boolean
    readonly discoveryKey: Uint8Array
    listenerCount(event: string): number
    emit(event: 'reboot'): boolean
  }
  readonly view: {
    readonly core: {
      readonly discoveryKey: Uint8Array
      readonly length: number
      readonly signedLength: number
      readonly contiguousLength: number
    }
    get(name: string): Promise<Entry | null>
  }
  put(entry: Entry): Promise<unknown>
  putAll(entries: Entry[]): Promise<unknown>
}

const work: Kit<SwarmService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<SwarmService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

check(
  'a restart on the same storage keeps the server key; another storage has another',
  {
    points: 2,
    task: '06.1',
    hints: [
      'A swarm that is given no key pair makes up a new one: a new address at each start.',
      'The store derives key pairs from names, the same on each start of the same storage. DHT and swarm need the same one.',
      "const keyPair = await store.createKeyPair('server'), then pass it to new HyperDHT and to new Hyperswarm"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = net.folder()
    const keys: string[] = []
    for (const place of [folder, folder, net.folder()]) {
      const seed = place === folder ? 1 : 2
      const machine = await net.machine(createSwarm, { seed, folder: place })
      keys.push(shortKey(machine.swarm.keyPair.publicKey))
      t.alike(
        machine.swarm.dht.defaultKeyPair.publicKey,
        machine.swarm.keyPair.publicKey,
        'the key of the DHT node is that of the swarm'
      )
      await machine.stop()
    }
    t.is(keys[1], keys[0], 'server key after the restart')
    t.not(keys[2], keys[0], 'server key on another storage')
    for (const firewalled of [true, false]) {
      const options = { bootstrap: net.bootstrap, host: net.host, firewalled }
      const made = [createSwarm, referenceSwarm].map(async (create, at) => {
        return create(await createStore(t, 3 + at), options)
      })
      const [yours, ours] = await Promise.all(made)
      t.teardown(async () => void (await Promise.all([yours!.destroy(), ours!.destroy()])))
      t.alike(placeOf(yours!), placeOf(ours!), 'the options that your DHT node has got, and ours')
    }
  }
)

check(
  'peers that look for the base or for its view find your server',
  {
    points: 2,
    task: '06.2',
    deadline: TEST,
    hints: [
      'The base is announced in _open. What would a reader look for, who knows only the view key?',
      'The view is a core with a discovery key of its own; #announce joins it. The event carries the key itself.',
      "const { core } = this.service.view … this.#announce(core.discoveryKey); this.emit('view-key', core.key)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const machine = await net.machine(createSwarm, { seed: 1 })
    const mine = await machine.start((store) => new RegistryService(store.namespace('registry')))
    const told: string[] = []
    const server = await machine.start((_store, swarm) => {
      const made = new RegistryServer(mine, swarm)
      made.on('view-key', (key) => told.push(shortKey(key)))
      return made
    })
    await server.announced()
    const { dht } = (await net.machine(referenceSwarm, { seed: 8 })).swarm
    const self = [shortKey(server.serverKey)]
    t.alike(await serversOf(dht, mine.base.discoveryKey), self, 'who serves the base')
    t.alike(await serversOf(dht, mine.view.core.discoveryKey), self, 'who serves the view')
    t.alike(told, [shortKey(mine.viewKey)], 'keys told by the event view-key')
    // As after a fast-forward, of which nobody else needs to hear.
    mine.base.emit('reboot')
    t.alike(told, [shortKey(mine.viewKey)], 'keys told after a reboot that changed none')
  }
)

check(
  'your peer and our peer find each other by the key of the base',
  {
    points: 2,
    task: '06.3',
    deadline: TEST,
    hints: [
      'Each connection that the swarm makes is a stream. Who has exchanged blocks over streams since step 02?',
      'The service has replicate: it takes a stream as well as true or false.',
      'this.service.replicate(connection)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const ours = await startService(net, reference, { seed: 2, bootstrap: mine.key })
    await mine.addWriter(ours.localKey, { indexer: false })
    await until('our peer may write', () => ours.base.writable, { deadline: NETWORK })
    await ours.put(llama)
    await until('llama reaches your peer', () => mine.view.get('llama'), { deadline: NETWORK })
    await mine.put(mistral)
    await until('mistral reaches our peer', () => ours.view.get('mistral'), { deadline: NETWORK })
    t.alike(await ours.view.get('llama'), await mine.view.get('llama'))
  }
)

check(
  'your peer joins a long history late, twice, and both times has a whole copy on its disk',
  {
    points: 3,
    task: '06.3',
    deadline: TEST,
    hints: [
      'A peer that is far behind takes over the signed view without its blocks. Who fetches them? (The tests of 06.2 cannot see it.)',
      'core.download asks for a range of blocks. Each takeover needs one, even if the view key stays the same.',
      'In #serveView: core.download({ start: 0, end: core.length }), before the line that returns because the key is known'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const ours = await startService(net, reference, { seed: 1 })
    await putLong(ours)
    await ours.put(llama)
    const folder = net.folder()
    const place = { seed: 2, bootstrap: ours.key, folder }
    const before = await startService(net, work, place)
    await until('llama reaches your peer', () => before.view.get('llama'), { deadline: NETWORK })
    await wholeCopy('your peer has every block of the view', before)
    const localKey = shortKey(before.localKey)
    await before.machine.stop()

    await putLong(ours)
    await ours.put(mistral)
    const after = await startService(net, work, place)
    await until('mistral reaches your peer after its restart', () => after.view.get('mistral'), {
      deadline: NETWORK
    })
    await wholeCopy('your peer has every block of the view, after its restart', after)
    t.is(shortKey(after.localKey), localKey, 'local key after the restart')
  }
)

check(
  'a reader that knows only the view key finds your peer and reads from it',
  {
    points: 1,
    task: '06.3',
    deadline: TEST,
    hints: [
      'The reader looks for the discovery key of the view. Who announces it?',
      'A connection carries each core that both ends know, whichever key led to it.',
      'this.#announce(core.discoveryKey) in #serveView, this.service.replicate(connection) in #connect'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama)
    const reader = await referenceReader(net, 7, mine.viewKey)
    await until('llama is read by the reader', () => reader.view.get('llama'), {
      deadline: NETWORK
    })
    t.alike(await reader.view.get('llama'), llama)
  }
)

check(
  'after a change of the indexers your peer serves the new view key, and the old one still',
  {
    points: 2,
    task: '06.3',
    deadline: TEST,
    hints: [
      'A change of the indexers makes a new view core, with a new discovery key. The base says reboot then.',
      'Nobody can take the old key back from those who have it: announce the new one as well.',
      'In #serveView: compare core.key with #viewKey, keep the new one, announce core.discoveryKey; leave nothing'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const ours = await startService(net, reference, { seed: 1 })
    await ours.put(llama)
    const old = shortKey(ours.viewKey)
    const { discoveryKey } = ours.view.core
    const mine = await startService(net, work, { seed: 2, bootstrap: ours.key })
    const told = () => shortKey(mine.viewKey) === old
    await until('your peer has the view key of ours', told, { deadline: NETWORK })
    const third = await startService(net, reference, { seed: 3, bootstrap: ours.key })
    const early: string[] = []
    const { swarm } = mine.machine
    ;(mine.server as unknown as RegistryServer).on('view-key', (key) => {
      if (!Object(swarm).status(mine.view.core.discoveryKey)) early.push(shortKey(key))
    })
    await ours.addWriter(mine.localKey)
    await ours.addWriter(third.localKey)
    const keys = () => [ours, mine, third].map((each) => shortKey(each.viewKey))
    const moved = () => {
      return !keys().includes(old) && new Set(keys()).size === 1 && third.base.isIndexer
    }
    await until('all three have one new view key', moved, { deadline: NETWORK, seen: keys })
    await ours.put(whisper)
    await until('whisper reaches your peer', () => mine.view.get('whisper'), { deadline: NETWORK })
    await wholeCopy('your peer has all of the new view, signed', mine)
    t.alike(early, [], 'view keys that were told before they were announced')
    let events = 0
    const server = mine.server as unknown as RegistryServer
    server.on('view-key', () => events++)
    for (let reboots = 0; reboots < 3; reboots++) mine.base.emit('reboot')
    t.is(events, 0, 'view-key events of three more reboots, with the key that it has now')
    await ours.machine.stop()
    await third.machine.stop()
    await mine.server.announced()
    const reader = await referenceReader(net, 7, mine.viewKey)
    await until('whisper is read from your peer alone', () => reader.view.get('whisper'), {
      deadline: NETWORK
    })
    t.alike(await reader.view.get('llama'), llama, 'the entry from before the change')
    const serving = await serversOf(reader.machine.swarm.dht, discoveryKey)
    t.alike(serving, [shortKey(mine.serverKey)], 'who serves the old view key')
  }
)

check(
  'a server that closes leaves its topics and takes its listeners off; the service goes on',
  {
    points: 2,
    task: '06.3',
    deadline: TEST,
    hints: [
      'What did the constructor and _open hand to the swarm and to the base? Closing takes each of it back. Swarm and service belong to the caller.',
      'off() for both listeners. #announced knows every topic that was joined, old view keys included.',
      'this.#swarm.off(…), this.service.base.off(…), then await this.#swarm.leave(topic) for each key of #announced'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const machine = await net.machine(createSwarm, { seed: 1 })
    const { swarm } = machine
    const mine = await machine.start((store) => new RegistryService(store.namespace('registry')))
    const listening = () => [swarm.listenerCount('connection'), mine.base.listenerCount('reboot')]
    // Others listen there, too: a reader, or another server.
    swarm.on('connection', () => {})
    const before = listening()
    const server = await machine.start(() => new RegistryServer(mine, swarm))
    const topics = [mine.base.discoveryKey, mine.view.core.discoveryKey]
    const old = shortKey(mine.viewKey)
    const ours = await startService(net, reference, { seed: 2, bootstrap: mine.key })
    await mine.addWriter(ours.localKey)
    const moved = () => shortKey(mine.viewKey) !== old && ours.base.isIndexer
    await until('your peer has a new view key', moved, { deadline: NETWORK })
    topics.push(mine.view.core.discoveryKey)
    await server.announced()
    // A reboot that comes while the topics are left must find nobody who announces another.
    let leaving: unknown = 'no topic was left'
    const leave = swarm.leave.bind(swarm)
    swarm.leave = (topic) => {
      setImmediate(() => (leaving = listening()))
      return leave(topic)
    }
    await server.close()

    t.alike(leaving, before, 'listeners while it leaves its topics')
    t.alike(listening(), before, 'listeners of the swarm and of the base, as before the server')
    t.alike([swarm.destroyed, mine.closed], [false, false], 'swarm and service are still open')
    const { dht } = (await net.machine(referenceSwarm, { seed: 8 })).swarm
    const self = shortKey(swarm.keyPair.publicKey)
    for (const [at, topic] of topics.entries()) {
      const serving = await serversOf(dht, topic)
      const what = ['the base', 'the first view', 'the view as it is now'][at]
      t.absent(serving.includes(self), `it is not announced any more: ${what}`)
    }
    await mine.put(mistral)
    t.alike(await mine.view.get('mistral'), mistral, 'a put on the service, which is open')
  }
)

check(
  'your reader reads what is signed, at its first look-up',
  {
    points: 2,
    task: '06.4',
    deadline: TEST,
    hints: [
      'A core without peers says at once that it is empty. How does it learn that you are still looking?',
      'core.findingPeers() returns a function to call when the search is over, even if it failed; join only as a client.',
      'const found = core.findingPeers(); join with { server: false, client: true }; this.#swarm.flush().then(found, found); await core.update()'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const ours = await startService(net, reference, { seed: 1 })
    await ours.put(llama)
    const { core } = ours.view
    await until('llama is signed', () => core.signedLength === core.length, { deadline: NETWORK })
    const reader = await readerOf(net, 7, ours.viewKey, {})
    t.alike(await reader.view.get('llama'), llama, 'at the first look, with no wait of the caller')
    t.is(await reader.view.get('alpaca'), null, 'a name that nobody put')
    const announced = await serversOf(ours.machine.swarm.dht, core.discoveryKey)
    t.alike(announced, [shortKey(ours.serverKey)], 'who is announced: a reader only looks')
    await ours.put(mistral)
    await until('mistral follows', () => reader.view.get('mistral'), { deadline: NETWORK })

    let answer: unknown = 'none yet'
    void readerOf(net, 9, b4a.alloc(32, 9), {}).then(async (lonely) => {
      answer = await lonely.view.get('llama')
    })
    await until('a reader that finds nobody answers, and does not wait for ever', () => !answer, {
      deadline: NETWORK / 2,
      seen: () => answer
    })
    for (const download of [false, true]) {
      const { reader, joins, ranges } = await apart(t, download)
      await until('a reader whose search ends in an error is ready', () => reader.opened)
      const asked = [{ server: false, client: true }]
      t.alike(joins, asked, 'how it has joined')
      const all = [{ start: 0, end: -1 }]
      t.alike(ranges, download ? all : [], `what it downloads, with download: ${download}`)
    }
  }
)

check(
  'a reader that downloads reads on when every writer is gone',
  {
    points: 2,
    task: '06.4',
    deadline: TEST,
    hints: [
      'Without a download the reader has only the blocks that it happened to need.',
      'Ask the core for everything from 0 on; -1 as the end means: and what is still to come.',
      'if (this.#download) core.download({ start: 0, end: -1 })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const ours = await startService(net, reference, { seed: 1 })
    await ours.putAll([llama, mistral, whisper])
    const folder = net.folder()
    const start = async () => {
      const machine = await net.machine(referenceSwarm, { seed: 7, folder })
      const reader = await machine.start((store, swarm) => {
        return new RegistryReader(store, swarm, ours.viewKey, { download: true })
      })
      return Object.assign(reader, { machine })
    }
    const reader = await start()
    await until('whisper is signed', () => reader.view.get('whisper'), { deadline: NETWORK })
    await wholeCopy('the reader has every block', reader)
    await reader.machine.stop()
    const late = plainEntry(7)
    await ours.put(late)
    const { core } = ours.view
    await until('one more is signed', () => core.signedLength === core.length)
    const again = await start()
    t.alike(await again.view.get(late.name), late, 'what was signed while it was away, at once')
    await wholeCopy('the reader has every block again', again)
    await ours.machine.stop()
    t.alike(await again.view.get('whisper'), whisper)
    t.alike(await again.view.get('llama'), llama)
  }
)

async function putLong(service: SwarmService) {
  await service.putAll(Array.from({ length: LONG.entries }, (_, number) => plainEntry(number)))
  for (let number = 0; number < LONG.puts; number++) await service.put(plainEntry(number))
}

/** Waits until every block of a view is on this disk, and signed. */
async function wholeCopy(name: string, { view: { core } }: Pick<SwarmService, 'view'>) {
  const whole = () => {
    const { length, signedLength, contiguousLength } = core
    return length > 0 && signedLength === length && contiguousLength === length
  }
  await until(name, whole, {
    deadline: NETWORK / 2,
    seen: () => ({ length: core.length, signed: core.signedLength, here: core.contiguousLength })
  })
}

/** A reader on a swarm that finds nobody, and whose search fails. */
async function apart(t: TestContext, download: boolean) {
  const store = await createStore(t, 60)
  const joins: unknown[] = []
  const ranges: unknown[] = []
  const swarm = {
    on: () => swarm,
    off: () => swarm,
    join: (_key: Uint8Array, options: unknown) => void joins.push(options),
    leave: async () => {},
    flush: () => Promise.reject(new Error('the DHT is gone'))
  }
  const reader = new RegistryReader(store, swarm as never, b4a.alloc(32, 9), { download })
  Object.assign(reader.view.core, { download: (range: unknown) => void ranges.push(range) })
  t.teardown(() => reader.close())
  void reader.ready().catch(() => {})
  return { reader, joins, ranges }
}

/** Where a swarm's DHT node stands, as its maker was told. */
function placeOf({ dht }: { dht: object }) {
  const io: unknown = Reflect.get(dht, 'io')
  return {
    bootstrap: Reflect.get(dht, 'bootstrapNodes'),
    host: Reflect.get(Object(io), '_host'),
    firewalled: Reflect.get(Object(io), 'firewalled')
  }
}

/** Who has announced a discovery key, without connecting to anybody. */
async function serversOf(dht: HyperDHT, discoveryKey: Uint8Array) {
  const servers = new Set<string>()
  for await (const { peers } of dht.lookup(discoveryKey)) {
    for (const { publicKey } of peers) servers.add(shortKey(publicKey))
  }
  return [...servers]
}

async function referenceReader(net: Net, seed: number, viewKey: Uint8Array) {
  const machine = await net.machine(referenceSwarm, { seed })
  const reader = await machine.start(
    (store, swarm) => new ReferenceReader(store, swarm, viewKey, { download: true })
  )
  return Object.assign(reader, { machine })
}

async function readerOf(
  net: Net,
  seed: number,
  viewKey: Uint8Array,
  options: { download?: boolean }
) {
  const machine = await net.machine(referenceSwarm, { seed })
  return machine.start((store, swarm) => new RegistryReader(store, swarm, viewKey, options))
}
