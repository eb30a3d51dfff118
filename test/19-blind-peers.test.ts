import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'
import Hyperswarm from 'hyperswarm'

import { RegistryReader } from '#reference/19-blind-peers/client/reader.ts'
import { RegistryServer as ReferenceServer } from '#reference/19-blind-peers/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/19-blind-peers/net/swarm.ts'
import { RegistryService as Reference } from '#reference/19-blind-peers/service.ts'
import { BlindPeerInstance } from '#work/19-blind-peers/instance/blind-peer.ts'
import { Mirrors } from '#work/19-blind-peers/net/mirrors.ts'
import { RegistryServer } from '#work/19-blind-peers/net/server.ts'
import { createSwarm } from '#work/19-blind-peers/net/swarm.ts'
import { RegistryService } from '#work/19-blind-peers/service.ts'
import { createBlindPeer } from './support/blind-peers.ts'
import type { MirroredService } from './support/blind-peers.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Server } from './support/deploy.ts'
import { llama, mistral, whisper } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Machine, Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

interface MirroredServer extends Server {
  readonly mirrors: {
    readonly trustKey: Uint8Array
    readonly unmirrored: number
    close(): Promise<void>
  }
}

/** Milliseconds for a blind peer to get a few blocks, on a busy machine. */
const MIRRORED = 30_000
/** A blind peer that does not exist. */
const NOBODY = b4a.alloc(32, 9)
/** Rounds of the event loop: a call that isn't waited for has long gone on by then. */
const TURNS = 50

check(
  'all writers are stopped, and a reader still reads everything',
  {
    points: 2,
    task: '19.1',
    deadline: 60_000,
    hints: [
      'BlindPeering connects to the blind peers; addAutobaseBackground() tells them what to mirror.',
      'A reader finds the blind peer by discovery key, so the cores must be announced there.',
      'new BlindPeering(this.#swarm.dht, this.#base.store, { keys: this.keys, pick: this.keys.length, wakeup: this.#base.wakeupProtocol }), set its keyPair, then addAutobaseBackground(this.#base, { announce: true })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const blindPeer = await createBlindPeer(net)
    const services = await deploy(net, [mine(blindPeer.key), mine(blindPeer.key), reference()])
    const [first, second, third] = services
    await first!.put(llama)
    await second!.put(mistral)
    await third!.put(whisper)
    await until('everything is signed', () => services.every(isSigned))
    for (const service of [first!, second!]) await blindPeer.has(service)
    const { viewKey } = first!
    for (const { machine } of services) await machine.stop()
    t.alike(await readAll(net, viewKey), ['llama', 'mistral', 'whisper'])
  }
)

check(
  'every blind peer that is given gets everything',
  {
    points: 1,
    task: '19.1',
    deadline: 60_000,
    hints: [
      'There are four here, and each is asked to hold the whole base. How many does BlindPeering use by default?',
      'The option pick says how many of the keys are used.',
      'pick: this.keys.length'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const blindPeers = []
    for (const seed of [50, 51, 52, 53]) blindPeers.push(await createBlindPeer(net, { seed }))
    const service = await startService(net, mine(...blindPeers.map(({ key }) => key)), { seed: 1 })
    await service.put(llama, { durable: true })
    for (const blindPeer of blindPeers) await blindPeer.has(service)
    await untilMirrored(service)
    t.is(service.server.mirrors.unmirrored, 0, 'unmirrored, with four blind peers')
  }
)

check(
  'a service takes puts while its blind peer is away, which gets them later',
  {
    points: 1,
    task: '19.1',
    deadline: 60_000,
    hints: [
      'A blind peer that is away must not stop a service from starting.',
      'addAutobase() resolves when connected: never while the blind peer is away.',
      'Use addAutobaseBackground(), which tries again until it is told to stop.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const before = await createBlindPeer(net)
    await before.machine.stop()
    const service = await startService(net, mine(before.key), { seed: 1 })
    await service.put(llama)
    t.alike(await service.view.get('llama'), llama)
    const blindPeer = await createBlindPeer(net, { folder: before.folder })
    await blindPeer.has(service)
  }
)

check(
  'the blind peer follows the view when its key changes',
  {
    points: 2,
    task: '19.1',
    deadline: 60_000,
    hints: [
      'Every change of the indexers makes a new view core: mirroring one core is not enough.',
      'addAutobase() and addAutobaseBackground() follow the base; addCore() follows nothing.',
      'this.#peering.addAutobaseBackground(this.#base, { announce: true })'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const blindPeer = await createBlindPeer(net)
    const first = await startService(net, mine(blindPeer.key), { seed: 1 })
    await first.put(llama)
    await blindPeer.has(first)
    const { viewKey } = first
    const second = await startService(net, reference(), { seed: 2, bootstrap: first.key })
    await first.addWriter(second.localKey)
    const rotated = () =>
      second.base.isIndexer && shortKey(first.viewKey) === shortKey(second.viewKey)
    await until('both are indexers of one view', rotated, { deadline: MIRRORED })
    t.unlike(first.viewKey, viewKey, 'view key')
    await second.put(mistral)
    await until(
      'mistral is signed',
      async () => isSigned(first) && (await first.view.get('mistral'))
    )
    await blindPeer.has(first)
    const { viewKey: newKey } = first
    await first.machine.stop()
    await second.machine.stop()
    t.alike(await readAll(net, newKey), ['llama', 'mistral'])
  }
)

check(
  "a new writer's machine is fed by the blind peer alone, with all writers stopped",
  {
    points: 2,
    task: '19.1',
    deadline: 60_000,
    hints: [
      'This blind peer announces nothing: only a peer that connects to its key finds it.',
      'A peer that asks a blind peer to mirror a base also gets what it has, on the same connection.',
      'It is the store of this service that the connection must replicate: new BlindPeering(this.#swarm.dht, this.#base.store, …)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const blindPeer = await createBlindPeer(net, { announce: false })
    const old = await startService(net, reference(blindPeer.key), { seed: 1 })
    await old.put(llama)
    await blindPeer.has(old)
    await old.machine.stop()
    const fresh = await startService(net, mine(blindPeer.key), { seed: 2, bootstrap: old.key })
    const found = await until('the fresh machine reads llama', () => fresh.view.get('llama'))
    t.alike(found, llama)
    const callers = [...blindPeer.machine.swarm.connections].map((each) => each.remotePublicKey)
    t.ok(
      callers.some((key) => b4a.equals(key, fresh.server.mirrors.trustKey)),
      'the blind peer knows the fresh machine by its trust key'
    )
  }
)

check(
  'unmirrored counts the blocks that a blind peer still lacks, and is 0 once it has all',
  {
    points: 2,
    task: '19.2',
    deadline: 60_000,
    hints: [
      'mirroredBy() says how much of a core the blind peer has; compare it with what it should have.',
      'base.core and base.view.core are mirrored up to their signedLength, the cores of base.activeWriters up to their length.',
      'for each core: blocks += Math.max(0, length - mirroredBy(key, core))'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const blindPeer = await createBlindPeer(net)
    const indexer = await startService(net, reference(), { seed: 1 })
    const place = { bootstrap: indexer.key }
    const mirrored = await startService(net, mine(blindPeer.key), { seed: 2, ...place })
    const lonely = await startService(net, mine(NOBODY), { seed: 3, ...place })
    for (const { localKey } of [mirrored, lonely]) {
      await indexer.addWriter(localKey, { indexer: false })
    }
    await until('both are writers', () => mirrored.base.writable && lonely.base.writable)
    await indexer.put(whisper, { durable: true })
    const has = async () => isSigned(mirrored) && (await mirrored.view.get('whisper'))
    await until('whisper is signed, and here', has)
    // From here on nothing is signed: only the writers' own cores grow.
    await indexer.machine.stop()

    const { unmirrored } = lonely.server.mirrors
    await lonely.put(llama)
    await until('another writer has llama', () => mirrored.view.get('llama'))
    t.ok(lonely.server.mirrors.unmirrored > unmirrored, 'a writer has it, and still no blind peer')

    await mirrored.put(mistral)
    await untilMirrored(mirrored)
    const { base, view, localKey, viewKey } = mirrored
    t.is(await blindPeer.blocksOf(localKey), base.local.length, 'blocks of the writer')
    t.is(await blindPeer.blocksOf(viewKey), view.core.signedLength, 'signed blocks of the view')
    t.ok(view.core.length > view.core.signedLength, 'the view has more, which nobody has signed')
    for (const { machine } of [mirrored, lonely]) await machine.stop()
    const read = await readAll(net, viewKey)
    t.alike(read, ['whisper'], 'what a reader finds by the view key, with all writers stopped')

    const claimed = (core: object, blocks: number) => {
      const peer = { remotePublicKey: NOBODY, remoteContiguousLength: blocks }
      return { ...core, peers: [peer] }
    }
    const odd = {
      length: 9,
      core: claimed({ signedLength: 5, length: 6 }, 3),
      view: { core: claimed({ signedLength: 7, length: 8 }, 3) },
      activeWriters: [{ core: claimed({ length: 4 }, 6) }, { core: claimed({ length: 6 }, 5) }]
    }
    const mirrors = new Mirrors(odd as never, mirrored.machine.swarm, [NOBODY])
    const sum = '2 of the system, 4 of the view, 1 of a writer, and more than is known of another'
    t.is(mirrors.unmirrored, 7, `unmirrored: ${sum}`)
    Object.assign(odd, { core: claimed({ signedLength: 5, length: 6 }, 9) })
    t.is(
      mirrors.unmirrored,
      5,
      'unmirrored: more than is known of the system, and the rest as before'
    )
  }
)

check(
  'a connection mirrors nothing: what stores no block still lacks everything',
  {
    points: 1,
    task: '19.2',
    deadline: 60_000,
    hints: [
      'Here something listens at the key, takes the connection, and stores nothing.',
      'Nobody has claimed any block: all of them are still to be mirrored.',
      'Do not look at connections or at core.length of the peers, only at mirroredBy().'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [idle, other] = await Promise.all([50, 51].map((seed) => listener(net, seed)))
    const keys = [idle!, other!].map(({ swarm }) => swarm.keyPair.publicKey)
    const service = await startService(net, mine(...keys), { seed: 1 })
    await service.put(llama)
    const { trustKey } = service.server.mirrors
    const linked = () =>
      [idle!, other!].filter(({ swarm }) =>
        [...swarm.connections].some((each) => b4a.equals(each.remotePublicKey, trustKey))
      ).length
    await until('the mirrors are linked with both that listen there', () => linked() === 2, {
      deadline: 30_000,
      seen: linked
    })
    const { length } = service.base.local
    const { unmirrored } = service.server.mirrors
    t.ok(
      unmirrored >= length,
      `${unmirrored} unmirrored, and the writer alone has ${length} blocks`
    )
    const place = { seed: 2, bootstrap: b4a.alloc(32, 8) }
    const newcomer = await startService(net, mine(...keys), place)
    const nothing = newcomer.server.mirrors
    t.ok(nothing.unmirrored > 0, 'a newcomer that has nothing yet, and can say nothing good')
    await service.server.mirrors.close()
    await until('mirrors that are closed have hung up, all of them', () => linked() === 0, {
      deadline: 15_000,
      seen: () => `${linked()} of 2 are still linked`
    })
  }
)

check(
  'a blind peer serves what it mirrored after a restart, under the same key',
  {
    points: 2,
    task: '19.3',
    deadline: 60_000,
    hints: [
      'A blind peer needs a place for its list, a store, a swarm, and the keys that it trusts.',
      'The store is ours, so replicating it is up to us, on each connection; then the peer must listen.',
      "swarm.on('connection', (connection) => …), this.#peer = new BlindPeer(join(this.#folder, 'peer'), { store, swarm, trustedPubKeys: this.#trust }), await this.#peer.listen()"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = join(net.folder(), 'storage')
    const { dht } = net
    const writer = await startService(net, reference(), { seed: 1 })
    const { folder: home, viewKey } = writer
    const { trustKey } = writer.server.mirrors
    await writer.put(llama)
    await writer.machine.stop()

    const failed = new BlindPeerInstance(folder, 'nowhere', [])
    t.is((await refusal(failed.ready())).code, 'INVALID_INPUT', 'a DHT that is no address')
    // On the same folder: the attempt has let it go.
    const first = new BlindPeerInstance(folder, dht, [b4a.alloc(32, 8), trustKey])
    net.teardown(() => first.close())
    t.ok(await listensBefore(() => first.ready()), 'it listens once ready() has resolved')
    t.ok(existsSync(join(folder, 'peer')), 'its list is in the folder peer of its folder')
    const { key } = first
    const again = await startService(net, reference(key), { seed: 1, folder: home })
    await untilMirrored(again)
    await again.machine.stop()
    await first.close()

    const second = new BlindPeerInstance(folder, dht, [])
    net.teardown(() => second.close())
    await second.ready()
    t.is(shortKey(second.key), shortKey(key), 'key after the restart')
    for (const time of ['first', 'second']) {
      const reader = await net.machine(referenceSwarm, { seed: 70 })
      t.alike(await readFrom(reader, viewKey), ['llama'], `for the ${time} time, under one key`)
      await reader.stop()
    }
  }
)

check(
  'the command blind-peer runs one, which ends cleanly on SIGTERM',
  {
    points: 1,
    task: '19.3',
    deadline: 60_000,
    hints: [
      'The command prints its key once the blind peer is ready: is it reachable then?',
      'Nothing is reachable by its key before listen() is done.',
      'Await this.#peer.listen() at the end of _open.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/19-blind-peers/bin.ts')
    const folder = join(net.folder(), 'storage')
    const running = await cli.startBlindPeer('--storage', folder, '--dht', net.dht)
    const service = await startService(net, reference(IdEnc.decode(running.keys.blindPeerKey)), {
      seed: 1
    })
    await service.put(llama)
    await untilMirrored(service)
    t.is(await running.end('SIGTERM'), 0, 'exit code after SIGTERM')
  }
)

function isSigned({ view }: { view: { core: { length: number; signedLength: number } } }): boolean {
  const { length, signedLength } = view.core
  return length > 0 && signedLength === length
}

/** The names that a reader finds who knows the view key and nobody's address. */
async function readAll(net: Net, viewKey: Uint8Array): Promise<string[]> {
  return readFrom(await net.machine(referenceSwarm, { seed: 70 }), viewKey)
}

async function readFrom(machine: Machine, viewKey: Uint8Array): Promise<string[]> {
  // A look-up that comes before the announcement finds nothing, and is not repeated by itself.
  return until('a reader finds entries', async () => {
    const reader = new RegistryReader(machine.store, machine.swarm, viewKey)
    const names: string[] = []
    await reader.ready()
    for await (const { name } of reader.view.list()) names.push(name)
    await reader.close()
    return names.length > 0 && names
  })
}

/** A machine that takes every connection, and does nothing with it. */
async function listener(net: Net, seed: number): Promise<Machine> {
  const machine = await net.machine(referenceSwarm, { seed })
  machine.swarm.on('connection', (connection) => connection.on('error', () => {}))
  await machine.swarm.listen()
  return machine
}

/** The learner's service, mirrored by those blind peers. */
function mine(...blindPeers: Uint8Array[]): Kit<MirroredService, MirroredServer> {
  class Mirrored extends RegistryServer {
    constructor(...[service, swarm]: ConstructorParameters<typeof RegistryServer>) {
      super(service, swarm, { blindPeers })
    }
  }
  return { Service: RegistryService, Server: Mirrored, createSwarm }
}

/** The reference's service, mirrored by those blind peers. */
function reference(...blindPeers: Uint8Array[]): Kit<MirroredService, MirroredServer> {
  class Mirrored extends ReferenceServer {
    constructor(...[service, swarm]: ConstructorParameters<typeof ReferenceServer>) {
      super(service, swarm, { blindPeers })
    }
  }
  return { Service: Reference, Server: Mirrored, createSwarm: referenceSwarm }
}

/** Waits until the blind peers have told that they have all that this instance has. */
async function untilMirrored({ server }: { server: MirroredServer }): Promise<void> {
  const { mirrors } = server
  await until('nothing is unmirrored', () => mirrors.unmirrored === 0, {
    deadline: MIRRORED,
    seen: () => `${mirrors.unmirrored} blocks are unmirrored`
  })
}

/** True if a swarm has come to listen by the time that the call ends. */
async function listensBefore(call: () => Promise<void>): Promise<boolean> {
  const swarms: { listen: (this: Hyperswarm) => Promise<void> } = Hyperswarm.prototype
  const { listen } = swarms
  let listening = false
  swarms.listen = async function () {
    await listen.call(this)
    for (let turn = 0; turn < TURNS; turn++) await setImmediate()
    listening = true
  }
  try {
    await call()
    return listening
  } finally {
    swarms.listen = listen
  }
}
