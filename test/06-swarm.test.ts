import b4a from 'b4a'
import type HyperDHT from 'hyperdht'

import { RegistryReader as ReferenceReader } from '#reference/05-swarm/reader.ts'
import { RegistryService as Reference } from '#reference/05-swarm/service.ts'
import { createSwarm as referenceSwarm } from '#reference/05-swarm/swarm.ts'
import { RegistryReader } from '#work/05-swarm/reader.ts'
import { RegistryService } from '#work/05-swarm/service.ts'
import { createSwarm } from '#work/05-swarm/swarm.ts'
import { check } from './support/check.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { until } from './support/until.ts'

/** A history so long that a newcomer takes over what is signed: in entries, and in puts after them. */
const LONG = { entries: 100, puts: 16 }

check(
  'a restart on the same storage keeps the server key; another storage has another',
  {
    points: 2,
    task: '05.1',
    hints: [
      'A key pair that is made anew at each start is another address at each start.',
      'The store derives key pairs from names, the same on every start of the same storage. It takes a moment: await it.',
      "const keyPair = await store.createKeyPair('server')"
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
      await machine.stop()
    }
    t.is(keys[1], keys[0], 'server key after the restart')
    t.not(keys[2], keys[0], 'server key on another storage')
  }
)

check(
  'whoever looks for the discovery key of the base or of the view finds your service',
  {
    points: 2,
    task: '05.2',
    hints: [
      'The base is announced in _open. For the core of the view three things are yours to do: announce it, download it, tell its key.',
      'Its discovery key is core.discoveryKey; #announce joins it. Then download the core, and tell its key.',
      "const { core } = this.view; this.#announce(core.discoveryKey); core.download({ start: 0, end: -1 }); this.emit('view-key', core.key)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const machine = await net.machine(createSwarm, { seed: 1 })
    const told: string[] = []
    const mine = await machine.start((store, swarm) => {
      const made = new RegistryService(store.namespace('registry'), swarm)
      made.on('view-key', (key) => told.push(shortKey(key)))
      return made
    })
    await mine.announced()
    const { swarm } = await net.machine(referenceSwarm, { seed: 8 })
    const found = await serversOf(swarm.dht, mine.base.discoveryKey)
    t.alike(found, [shortKey(mine.serverKey)], 'who serves the base')
    const serving = await serversOf(swarm.dht, mine.view.core.discoveryKey)
    t.alike(serving, [shortKey(mine.serverKey)], 'who serves the view')
    t.alike(told, [shortKey(mine.viewKey)], 'keys told by the event view-key')
  }
)

check(
  'your service and a reference service find each other by the key of the base',
  {
    points: 2,
    task: '05.3',
    deadline: 20_000,
    hints: [
      'Each connection that the swarm makes is a stream: hand it to the base.',
      'base.replicate takes a stream as well as true or false.',
      'this.base.replicate(connection)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await service(net, 1)
    const second = await reference(net, 2, first.key)
    await first.addWriter(second.localKey, { indexer: false })
    await until('the reference service may write', () => second.base.writable)
    await second.put(llama)
    await until('llama reaches your service', () => first.view.get('llama'))
    await first.put(mistral)
    await until('mistral reaches the reference service', () => second.view.get('mistral'))
    t.alike(await second.view.get('llama'), await first.view.get('llama'))
  }
)

check(
  'your service joins a base that a reference service made, and goes on after a restart',
  {
    points: 1,
    task: '05.3',
    deadline: 20_000,
    hints: [
      'All that your service knows is the key of the base. Is every connection replicated, and the core of the view downloaded?',
      'Every connection has to be replicated, whichever side opened it.',
      "swarm.on('connection', …) leads to #onconnection: this.base.replicate(connection); #serveView downloads the core, too (05.2)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await reference(net, 1)
    await first.putAll(Array.from({ length: LONG.entries }, (_, number) => plainEntry(number)))
    for (let number = 0; number < LONG.puts; number++) await first.put(plainEntry(number))
    await first.put(llama)
    const folder = net.folder()
    const before = await service(net, 2, { bootstrap: first.key, folder })
    await until('llama reaches your service', () => before.view.get('llama'))
    const { core } = before.view
    const whole = () => core.length > 0 && core.contiguousLength === core.length
    await until('your service has downloaded every block of the view, to hand them on', whole, {
      seen: () => ({ length: core.length, here: core.contiguousLength })
    })
    const localKey = shortKey(before.localKey)
    await before.machine.stop()
    await first.put(mistral)
    const after = await service(net, 2, { bootstrap: first.key, folder })
    await until('mistral reaches your service after its restart', () => after.view.get('mistral'))
    t.is(shortKey(after.localKey), localKey, 'local key after the restart')
  }
)

check(
  'a reader that knows only the view key finds your service and reads from it',
  {
    points: 2,
    task: '05.3',
    deadline: 20_000,
    hints: [
      'The reader looks for the discovery key of the view. Who announces it?',
      'The view is a core like any other: join its discovery key, beside that of the base.',
      'const { core } = this.view; this.#announce(core.discoveryKey); core.download({ start: 0, end: -1 })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await service(net, 1)
    await first.put(llama)
    const reader = await referenceReader(net, 7, first.viewKey)
    await until('llama is read by the reader', () => reader.get('llama'))
    t.alike(await reader.get('llama'), llama)
  }
)

check(
  'after the indexers have changed your service serves the new view key alone',
  {
    points: 3,
    task: '05.3',
    deadline: 20_000,
    hints: [
      'A change of the indexers makes a new view core, with a new discovery key.',
      "The core of the view emits 'migrate' when it has changed its key: announce and download again.",
      'In #serveView: announce core.discoveryKey, then core.download({ start: 0, end: -1 }).'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await reference(net, 1)
    await first.put(llama)
    const old = shortKey(first.viewKey)
    const { discoveryKey } = first.view.core
    const mine = await service(net, 2, { bootstrap: first.key })
    await until('your service has the view key of the first', () => shortKey(mine.viewKey) === old)
    const third = await reference(net, 3, first.key)
    await first.addWriter(mine.localKey)
    await first.addWriter(third.localKey)
    const keys = () => [first, mine, third].map((each) => shortKey(each.viewKey))
    const moved = () => !keys().includes(old) && new Set(keys()).size === 1 && third.isIndexer
    await until('all three have one new view key', moved, { seen: keys })
    await first.put(whisper)
    const { core } = mine.view
    const signed = async () =>
      (await mine.view.get('whisper')) &&
      core.signedLength === core.length &&
      core.contiguousLength === core.length
    await until('your service has all of the new view, signed', signed, {
      seen: () => ({ length: core.length, signed: core.signedLength, here: core.contiguousLength })
    })
    await first.machine.stop()
    await third.machine.stop()
    await mine.announced()
    const reader = await referenceReader(net, 7, mine.viewKey)
    await until('whisper is read from your service alone', () => reader.get('whisper'))
    t.alike(await reader.get('llama'), llama, 'the entry from before the change')
    const serving = await serversOf(reader.machine.swarm.dht, discoveryKey)
    t.alike(
      serving,
      [shortKey(mine.serverKey)],
      'who serves the old view key, which readers still have'
    )
  }
)

check(
  'your reader reads what is signed, and cannot write',
  {
    points: 2,
    task: '05.4',
    deadline: 20_000,
    hints: [
      'The reader has to look for peers, and to wait for the look-up before it answers.',
      'core.findingPeers() returns a function to call when the search is done; join as a client only.',
      'this.#swarm.join(core.discoveryKey, { server: false, client: true }); this.#swarm.flush().then(found, found); await core.update()'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await reference(net, 1)
    await first.put(llama)
    await until('llama is signed', () => first.view.core.signedLength === first.view.core.length)
    const reader = await readerOf(net, 7, first.viewKey, {})
    t.alike(await reader.get('llama'), llama, 'at the first look, with no wait of the caller')
    t.is(await reader.get('alpaca'), null, 'a name that nobody put')
    await first.put(mistral)
    await until('mistral follows', () => reader.get('mistral'))
    const refused = await reader.put(whisper).catch((err: { code?: string }) => err.code)
    t.is(refused, 'READ_ONLY', 'code of a put')

    let answer: unknown = 'none yet'
    void readerOf(net, 9, b4a.alloc(32, 9), {}).then(async (lonely) => {
      answer = await lonely.get('llama')
    })
    await until('a reader that finds nobody answers, and does not wait for ever', () => !answer, {
      seen: () => answer
    })
  }
)

check(
  'a reader that downloads reads on when every writer is gone',
  {
    points: 2,
    task: '05.4',
    deadline: 20_000,
    hints: [
      'Without a download the reader has only the blocks that it happened to need.',
      'Ask the core for everything from 0 on; -1 as the end means: and what is still to come.',
      'if (this.#download) core.download({ start: 0, end: -1 })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await reference(net, 1)
    await first.putAll([llama, mistral, whisper])
    const reader = await readerOf(net, 7, first.viewKey, { download: true })
    const { core } = reader.view
    const complete = () => core.length > 0 && core.contiguousLength === core.length
    await until('the reader has every block', complete, {
      seen: () => ({ length: core.length, here: core.contiguousLength })
    })
    await first.machine.stop()
    t.alike(await reader.get('whisper'), whisper)
    t.alike(await reader.get('llama'), llama)
  }
)

interface ServiceOptions {
  bootstrap?: Uint8Array
  folder?: string
}

async function service(net: Net, seed: number, { bootstrap, folder }: ServiceOptions = {}) {
  const machine = await net.machine(createSwarm, { seed, folder: folder ?? net.folder() })
  const started = await machine.start(
    (store, swarm) =>
      new RegistryService(store.namespace('registry'), swarm, { bootstrap: bootstrap ?? null })
  )
  await started.announced()
  return Object.assign(started, { machine })
}

async function reference(net: Net, seed: number, bootstrap: Uint8Array | null = null) {
  const machine = await net.machine(referenceSwarm, { seed })
  const started = await machine.start(
    (store, swarm) => new Reference(store.namespace('registry'), swarm, { bootstrap })
  )
  // Whoever joins later must find it at once: a look-up that finds nobody is repeated late.
  await started.announced()
  return Object.assign(started, { machine })
}

async function referenceReader(net: Net, seed: number, viewKey: Uint8Array) {
  const machine = await net.machine(referenceSwarm, { seed })
  const reader = await machine.start(
    (store, swarm) => new ReferenceReader(store, swarm, viewKey, { download: true })
  )
  return Object.assign(reader, { machine })
}

/** Who has announced a discovery key, without connecting to anybody. */
async function serversOf(dht: HyperDHT, discoveryKey: Uint8Array) {
  const servers = new Set<string>()
  for await (const { peers } of dht.lookup(discoveryKey)) {
    for (const { publicKey } of peers) servers.add(shortKey(publicKey))
  }
  return [...servers]
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
