import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import Autobase from 'autobase'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { RegistryServer as ReferenceServer } from '#reference/26-links/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/26-links/net/swarm.ts'
import { RegistryService as Reference } from '#reference/26-links/service.ts'
import { Links } from '#work/26-links/net/links.ts'
import { isMember, localKeyOf } from '#work/26-links/net/members.ts'
import { RegistryServer } from '#work/26-links/net/server.ts'
import { createSwarm } from '#work/26-links/net/swarm.ts'
import { RegistryService } from '#work/26-links/service.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startService } from './support/deploy.ts'
import { withFault } from './support/faults.ts'
import { llama, mistral } from './support/fixtures.ts'
import { createFloods } from './support/flood.ts'
import { FakeSwarm, LOOK_MS, fakeMembers, freePort, hastenLooks } from './support/links.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { createCaller, refusal } from './support/rpc.ts'
import { passTime } from './support/signing.ts'
import { named, until } from './support/until.ts'

/** Milliseconds for the network, on a machine that is very busy. */
const slow = { deadline: 30_000 }
const nothing = b4a.alloc(0)
const HINTS = 1000
const work = { Service: RegistryService, Server: RegistryServer, createSwarm }
const reference = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
const [guest, stranger, latecomer] = [1, 2, 3].map((byte) => HyperDHT.keyPair(b4a.alloc(32, byte)))
const names = ['own', 'first', 'second', 'stranger']
const [own, first, second, other] = names.map((name) => b4a.alloc(32, name))

check(
  'a peer is a member if its key pair is that of a writer, until the writer is removed',
  {
    points: 2,
    task: '26.1',
    hints: [
      'A server key and a local key belong together: localKeyOf turns the first into the second.',
      'readSystem gives the system as it is now; get(key) has what it knows of a writer, or null.',
      'const member = await readSystem(base, (system) => system.get(localKeyOf(serverKey))); return member !== null && !member.isRemoved'
    ]
  },
  async (t) => {
    const { service } = await serve(t)
    const { base, server } = service
    t.alike(localKeyOf(server.serverKey), service.localKey, 'the local key of your server key')
    t.is(await isMember(base, server.serverKey), true, 'its own server key')
    t.is(await isMember(base, service.localKey), false, 'a local key instead of a server key')
    t.is(await isMember(base, guest!.publicKey), false, 'somebody that nobody has admitted')
    await service.addWriter(localKeyOf(guest!.publicKey), { indexer: false })
    t.is(await isMember(base, guest!.publicKey), true, 'a plain writer')
    const unsigned = withFault(base, { signedLength: 0 })
    t.is(await isMember(unsigned, guest!.publicKey), true, 'one whose admission is not signed yet')
    await service.removeWriter(localKeyOf(guest!.publicKey))
    t.is(await isMember(base, guest!.publicKey), false, 'a writer that was removed')
    await service.addWriter(localKeyOf(guest!.publicKey), { indexer: false })
    t.is(await isMember(base, guest!.publicKey), true, 'the same, admitted once more')
  }
)

check(
  'with strangers in all places a writer is let in, and one that was removed is a stranger',
  {
    points: 3,
    task: '26.2',
    deadline: 60_000,
    hints: [
      '#admit knows those who called and the lists; the base knows who its writers are.',
      'Ask #isMember only when #admit says no: it has to read, and #admit has counted who came in.',
      'if (!this.#admit(connection) && !(await this.#isMember(connection))) { this.limits.refused++; return void connection.destroy() }'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t)
    await service.addWriter(localKeyOf(guest!.publicKey), { indexer: false })
    const { limits } = service.server
    const enter = limits.enter.bind(limits)
    let asked = 0
    limits.enter = () => ++asked > 0 && enter()
    let atOnce = 0
    service.machine.swarm.once('connection', () => (atOnce = asked))
    const [early] = await createFloods(net, service.serverKey, [stranger!])
    t.alike(
      await early!.send('status', nothing, 1),
      ['ACCEPTED'],
      'a stranger, while there is room'
    )
    t.is(atOnce, 1, 'places asked for at once: a stranger that has gone meanwhile gives none back')
    await until('strangers have taken all places', () => !limits.enter())
    const before = limits.refused
    const [member, late] = await createFloods(net, service.serverKey, [guest!, latecomer!])
    t.alike(await member!.send('status', nothing, 1), ['ACCEPTED'], 'a writer, with no place left')
    // One that never answers has to go as well.
    late!.pause()
    await until('a stranger is turned away', () => late!.closed, slow)
    const here = () =>
      [...service.machine.swarm.connections].some(({ remotePublicKey }) =>
        b4a.equals(remotePublicKey, latecomer!.publicKey)
      )
    await until('its connection is gone at your end', () => !here(), slow)
    t.is(limits.refused - before, 1, 'connections that were refused')
    member!.close()
    await service.removeWriter(localKeyOf(guest!.publicKey))
    const [gone] = await createFloods(net, service.serverKey, [guest!])
    await until('a writer that was removed is turned away', () => gone!.closed, slow)
  }
)

check(
  'a peer that gives a writer’s key as its own, without its secret, is not let in',
  {
    points: 1,
    task: '26.2',
    deadline: 60_000,
    hints: [
      'The handshake has proven remotePublicKey. What else would a peer say about itself?',
      '#isMember takes the key of the connection, and nothing that the peer sends.',
      'if (!this.#admit(connection) && !(await this.#isMember(connection))) …'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t)
    await service.addWriter(localKeyOf(guest!.publicKey), { indexer: false })
    const { limits } = service.server
    await until('strangers have taken all places', () => !limits.enter())
    const lie = { publicKey: guest!.publicKey, secretKey: stranger!.secretKey }
    const [liar] = await createFloods(net, service.serverKey, [lie])
    await until('who lies gets no connection', () => liar!.closed, slow)
    const [member] = await createFloods(net, service.serverKey, [guest!])
    t.alike(await member!.send('status', nothing, 1), ['ACCEPTED'], 'the writer itself')
  }
)

check(
  'a thousand hints about keys that nobody has admitted open no core',
  {
    points: 2,
    task: '26.3',
    deadline: 60_000,
    hints: [
      'For each hint Autobase opens a core, no matter who gave it. Which hints are worth one?',
      'known has the keys of all writers, as hex. Pass on the hints about these.',
      'const ours = hints.filter(({ key }) => known.has(b4a.toString(key, "hex"))); if (ours.length > 0) follow(ours)'
    ]
  },
  async (t) => {
    const followed = hearHints(t)
    const { net, service } = await serve(t)
    const { base, machine } = service
    await service.put(llama, { durable: true })
    const peer = await startService(net, reference, { seed: 2, bootstrap: service.key })
    await until('the stranger has llama', () => peer.view.get('llama'), slow)
    const before = [...machine.store.cores].length
    const junk = Array.from({ length: HINTS }, () => ({ key: randomBytes(32), length: 7 }))
    // Nobody yet, but a writer soon.
    const hint = { key: peer.localKey, length: 1 }
    const hints = [...junk, hint, { key: service.localKey, length: 1 }]
    const { wakeupSession } = peer.base
    const announce = (heads: typeof hints) => {
      for (const each of wakeupSession!.peers) wakeupSession!.announce(each, heads)
    }
    announce(hints)
    const taken = () => followed(base, service.localKey)
    await until('the last hint, about your writer, comes to Autobase', taken, slow)
    await base.update()
    const opened = [...machine.store.cores].length - before
    t.ok(opened < 10, `cores opened by ${HINTS} hints of a stranger: ${opened}`)
    t.is((await service.put(mistral, { durable: true })).signed, true, 'a put afterwards is signed')

    t.is(followed(base, peer.localKey), 0, 'hints about the stranger itself that were followed')
    await service.addWriter(peer.localKey, { indexer: false })
    // As in a base with many writers: the last one counts as much as the first.
    const many = Array.from({ length: 100 }, () => ({ key: service.localKey, length: 1 }))
    const heard = () => {
      announce([...many, hint])
      return followed(base, peer.localKey)
    }
    await until('a hint about it comes to Autobase, once it was admitted', heard, slow)
    const times = followed(base, peer.localKey)
    const again = () => {
      announce([hint])
      return followed(base, peer.localKey) > times
    }
    await until('the same hint comes to Autobase again: what it names may be lacking still', again)
  }
)

check(
  'a hint about a writer is followed, even if it has been idle since before your instance started',
  {
    points: 2,
    task: '26.3',
    deadline: 60_000,
    hints: [
      'A writer that has been silent for long may write again: only a hint may tell you.',
      'known has its key, as hex: learn has seen to that. Pass the hint on to Autobase.',
      'const ours = hints.filter(({ key }) => known.has(b4a.toString(key, "hex"))); if (ours.length > 0) follow(ours)'
    ]
  },
  async (t) => {
    const followed = hearHints(t)
    const { net, service } = await serve(t)
    const { key, folder } = service
    const writer = await startService(net, reference, { seed: 2, bootstrap: key })
    await service.addWriter(writer.localKey, { indexer: false })
    await until('our writer may write', () => writer.base.writable, slow)
    await writer.put(llama, { durable: true })
    // A block behind its own: now nothing that is signed ends with the writer.
    await service.put(mistral, { durable: true })
    await service.machine.stop()
    const back = await startService(net, work, { seed: 1, bootstrap: key, folder })
    const junk = { key: randomBytes(32), length: 7 }
    const hint = { key: writer.localKey, length: writer.base.local.length + 1 }
    const heard = () => {
      const { wakeupSession } = writer.base
      for (const each of wakeupSession!.peers) wakeupSession!.announce(each, [junk, hint])
      return followed(back.base, hint.key)
    }
    await until('a hint about our writer comes to Autobase', heard, slow)
    t.is(followed(back.base, junk.key), 0, 'hints about nobody, told with it, that were followed')
  }
)

check(
  'links call each indexer that is not linked, and no other',
  {
    points: 2,
    task: '26.4',
    hints: [
      'Who signs, who of them is linked, and who is missing?',
      'indexerKeys has the server keys of the indexers, your own too; swarm.connections has those that are linked.',
      'const missing = indexers.filter((key) => !has(linked, key)); for (const key of missing) this.#swarm.joinPeer(key)'
    ]
  },
  async (t) => {
    passTime(t)
    const { swarm, looks } = watch(t, [own!, first!, second!])
    await looks(1)
    const both = new Set(swarm.called.splice(0))
    t.alike(both, new Set(['first', 'second']), 'who is called, while nobody is linked')
    swarm.link(first!, other!)
    await looks(3)
    t.alike(new Set(swarm.called), new Set(['second']), 'who is called, while first is linked')
    t.ok(swarm.called.length > 1, `second is called at each look: ${swarm.called.length} times`)
    swarm.link(first!, second!)
    await looks(2)
    const { length } = swarm.called
    await looks(3)
    t.is(swarm.called.length, length, 'calls when all are linked')
    t.alike(swarm.left, [], 'who is called no more')
  }
)

check(
  'an indexer that is taken out is called no more',
  {
    points: 1,
    task: '26.4',
    hints: [
      'joinPeer makes the swarm call again and again. Who ends that?',
      '#called has the keys of the last look: what is not among the indexers now is left.',
      'for (const key of this.#called) if (!has(indexers, key)) this.#swarm.leavePeer(key); this.#called = indexers'
    ]
  },
  async (t) => {
    passTime(t)
    const { swarm, base, looks } = watch(t, [own!, first!, second!])
    await looks(2)
    // It was called, and is linked by now: the swarm would call it again if the link broke.
    swarm.link(second!)
    await looks(2)
    base.linearizer = fakeMembers([own!, first!]).linearizer
    await looks(2)
    t.alike(swarm.left, ['second'], 'who is called no more')
    const { length } = swarm.called
    await looks(3)
    t.alike(new Set(swarm.called.slice(length)), new Set(['first']), 'who is called from then on')
    base.linearizer = fakeMembers([own!]).linearizer
    await looks(2)
    t.alike(swarm.left, ['second', 'first'], 'with one that was called and never linked')

    const others = watch(t, [own!, first!, second!])
    await others.looks(2)
    others.swarm.link(second!)
    await others.looks(2)
    others.base.linearizer = fakeMembers([own!, second!]).linearizer
    await others.looks(2)
    t.alike(others.swarm.left, ['first'], 'who is called no more, where all others are linked')
  }
)

check(
  'links look for others while an indexer is missing or none is known, and not otherwise',
  {
    points: 2,
    task: '26.4',
    hints: [
      'Calls by key need a key and a peer that can be found. Who can be found without having announced itself?',
      'An instance that has met nobody knows no indexer, so none is missing: look for others then, too.',
      'if (missing.length > 0 || indexers.length === 0) await this.#refresh()'
    ]
  },
  async (t) => {
    passTime(t)
    const { swarm, base, looks, refreshed } = watch(t, [own!, first!])
    await looks(3)
    t.ok(refreshed() > 0, 'it looks while an indexer is missing')
    swarm.link(first!)
    await looks(2)
    const before = refreshed()
    await looks(3)
    t.is(refreshed(), before, 'looks for others while all are linked')
    base.linearizer = fakeMembers([own!, first!, second!]).linearizer
    await looks(3)
    t.ok(refreshed() > before, 'it looks while one of two others is missing')
    swarm.link(first!, second!)
    await looks(2)
    const whole = refreshed()
    await looks(3)
    t.is(refreshed(), whole, 'looks for others while both are linked')
    base.linearizer = fakeMembers([]).linearizer
    swarm.link(other!)
    await looks(3)
    t.ok(refreshed() > whole, 'it looks where it has met none, and only a client is linked')
  }
)

check(
  'links look every 10 to 20 s, after a look that failed too, until they are stopped',
  {
    points: 1,
    task: '26.4',
    hints: [
      'What start and stop do is already there. What may keep the next look from coming?',
      'A look that waits for what never ends is the last one; one that throws is not.',
      'Leave try and finally as they are: await this.#refresh() may throw.'
    ]
  },
  async (t) => {
    const waits = passTime(t)
    const failing = watch(t, [own!, first!], () => Promise.reject(new Error('no network')))
    await failing.looks(8)
    failing.links.stop()
    const due = waits.filter((ms) => ms >= LOOK_MS)
    t.ok(Math.max(...due) <= 2 * LOOK_MS, `at most 20 s: ${Math.round(Math.max(...due))} ms`)
    t.ok(new Set(due).size > 4, `waits that differ: ${new Set(due).size} of ${due.length}`)
    const { length } = failing.swarm.called
    const after = watch(t, [own!, second!])
    await after.looks(8)
    t.is(failing.swarm.called.length, length, 'calls after stop')
  }
)

check(
  'a link that the swarm has given up comes back: your instance calls by key',
  {
    points: 2,
    task: '26.4',
    deadline: 90_000,
    hints: [
      'Nobody announces anything here, and the other one calls nobody.',
      'The key of an indexer is all that it takes: joinPeer finds it on the DHT, and calls.',
      'for (const key of missing) this.#swarm.joinPeer(key)'
    ]
  },
  async (t) => {
    hastenLooks(t)
    const { net, service } = await serve(t)
    const { serverKey, machine } = service
    const quiet = await startQuiet(net, service.key)
    quiet.swarm.joinPeer(serverKey)
    await until('the quiet one is linked', () => quiet.swarm.connections.size === 1, slow)
    await service.addWriter(quiet.service.localKey)
    await until('it is an indexer', () => quiet.service.base.isIndexer, slow)
    const two = async () => (await service.status()).indexers === 2
    await until('both know that', two, slow)
    quiet.swarm.leavePeer(serverKey)
    // As after half a minute without an answer, only at once.
    for (const { peers } of [quiet.swarm, machine.swarm]) {
      for (const peer of peers.values()) peer.reconnect(false)
    }
    for (const connection of Array.from(quiet.swarm.connections)) {
      const closed = once(connection, 'close')
      connection.destroy()
      await named('the link is gone', () => closed)
    }
    await service.put(llama)
    await until('it has llama', () => quiet.service.view.get('llama'), { deadline: 60_000 })
    const signed = await refusal(service.put(mistral, { durable: true, timeout: 30_000 }))
    t.is(signed.code, 'ACCEPTED', 'a durable put, which both must sign')
  }
)

check(
  'an instance that was started while the DHT is down finds the others once it is up',
  {
    points: 2,
    task: '26.4',
    deadline: 90_000,
    hints: [
      'It has met nobody: it knows a base key, and no server key.',
      'Its announcement and its look-up have failed. Who repeats them?',
      'if (missing.length > 0 || indexers.length === 0) await this.#refresh()'
    ]
  },
  async (t) => {
    hastenLooks(t)
    const net = await createNet(t)
    const peer = await startService(net, reference, { seed: 2 })
    await peer.put(llama, { durable: true })
    const port = await freePort(net.host)
    const bootstrap = [{ host: net.host, port }]
    const machine = await net.machine(
      (store, options) => createSwarm(store, { ...options, bootstrap }),
      { seed: 1 }
    )
    const service = await machine.start(
      (store) => new RegistryService(store.namespace('registry'), { bootstrap: peer.key })
    )
    const server = await machine.start((_, swarm) => new RegistryServer(service, swarm))
    await server.announced()
    t.is(machine.swarm.connections.size, 0, 'links while the DHT is down')
    const reachable = { bootstrap: net.bootstrap, ephemeral: false, firewalled: false }
    const node = new HyperDHT({ ...bootstrap[0], ...reachable })
    t.teardown(() => node.destroy())
    await node.fullyBootstrapped()
    const linked = () => service.view.get('llama')
    t.alike(await until('llama is here', linked, { deadline: 60_000 }), llama, 'what it reads')
    const caller = await createCaller(net, server.serverKey)
    const answers = async () => {
      return (await caller.refusal('status', b4a.alloc(0))).code === 'ACCEPTED'
    }
    await until('your instance answers those who call its key', answers, { deadline: 30_000 })
  }
)

/** The learner's service, on a net of its own. */
async function serve(t: TestContext) {
  const net = await createNet(t)
  return { net, service: await startService(net, work, { seed: 1 }) }
}

/** An instance that is there to be called: it announces nothing and looks for nobody. */
async function startQuiet(net: Net, bootstrap: Uint8Array) {
  const machine = await net.machine(referenceSwarm, { seed: 2 })
  const { swarm } = machine
  const service = await machine.start(
    (store) => new Reference(store.namespace('registry'), { bootstrap })
  )
  swarm.on('connection', (connection) => {
    connection.on('error', () => {})
    service.replicate(connection)
  })
  await swarm.listen()
  return { service, swarm }
}

/** Links of a swarm that calls nobody, on a base with these indexers; `looks` waits for so many more. */
function watch(t: TestContext, indexers: Uint8Array[], refresh = async () => {}) {
  const swarm = new FakeSwarm(own!, nameOf)
  let seen = 0
  let refreshed = 0
  const { linearizer } = fakeMembers(indexers)
  const base = {
    members: linearizer,
    get linearizer() {
      seen++
      return this.members
    },
    set linearizer(members) {
      this.members = members
    }
  }
  const links = new Links(base as never, swarm as never, () => {
    refreshed++
    return refresh()
  })
  t.teardown(async () => links.stop())
  links.start()
  const looks = async (more: number) => {
    const from = seen
    await until(`links have looked ${more} times`, () => seen >= from + more)
  }
  return { links, swarm, base, looks, refreshed: () => refreshed }
}

/** Counts the hints about a key that have come to Autobase itself, of a base that starts from now on. */
function hearHints(t: TestContext) {
  const heard: { base: unknown; key: Uint8Array }[] = []
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the base below
  const { hintWakeup } = Autobase.prototype
  Autobase.prototype.hintWakeup = function (hints) {
    for (const { key } of [hints].flat()) heard.push({ base: this, key })
    hintWakeup.call(this, hints)
  }
  t.teardown(async () => void (Autobase.prototype.hintWakeup = hintWakeup))
  return (base: unknown, key: Uint8Array) => {
    return heard.filter((each) => each.base === base && b4a.equals(each.key, key)).length
  }
}

function nameOf(key: Uint8Array): string {
  return names.find((name) => b4a.equals(b4a.alloc(32, name), key)) ?? 'nobody that is known'
}
