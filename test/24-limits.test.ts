import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import c from 'compact-encoding'
import HyperDHT from 'hyperdht'

import { RegistryClient as ReferenceClient } from '#reference/24-limits/client/client.ts'
import { Access as ReferenceAccess } from '#reference/24-limits/net/access.ts'
import { RegistryServer as ReferenceServer } from '#reference/24-limits/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/24-limits/net/swarm.ts'
import { RegistryService as Reference } from '#reference/24-limits/service.ts'
import { getEncoding } from '#reference/24-limits/spec/schema/index.js'
import { whileBusy } from '#work/24-limits/client/busy.ts'
import { RegistryClient } from '#work/24-limits/client/client.ts'
import { RegistryError } from '#work/24-limits/errors.ts'
import { Access } from '#work/24-limits/net/access.ts'
import { Limits } from '#work/24-limits/net/limits.ts'
import { RegistryServer } from '#work/24-limits/net/server.ts'
import { createSwarm } from '#work/24-limits/net/swarm.ts'
import { RegistryService } from '#work/24-limits/service.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startService } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import { createFloods } from './support/flood.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

const [guest, stranger] = [1, 2].map((byte) => HyperDHT.keyPair(b4a.alloc(32, byte)))
const putRequest = c.encode(getEncoding('@registry/put-request'), { entry: llama })
const nothing = b4a.alloc(0)
/** Milliseconds for the network, on a machine that is very busy. */
const slow = { deadline: 30_000 }

check(
  'a key that has 32 requests under way is BUSY, and others still find room, up to 512',
  {
    points: 3,
    task: '24.1',
    hints: [
      'Count before the work begins: how much has this key under way, and how much have all?',
      'At either limit, throw this.#busy(); below it, count one more and do the work.',
      'if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()'
    ]
  },
  async (t) => {
    const limits = new Limits()
    const { work: endless, end } = createWork()
    const quick = async () => 'done'
    const running = times(32, () => limits.run(guest!.publicKey, endless))
    const busy = await refusal(limits.run(guest!.publicKey, quick))
    t.is(busy.code, 'BUSY', 'the 33rd request of one key')
    t.ok(Number(busy.context) > 0, `how long to wait, in milliseconds: ${busy.context}`)
    t.is(await outcome(limits.run(stranger!.publicKey, quick)), 'done', 'a request of another key')
    t.is(limits.refused, 1, 'refused, as status tells it')
    // As text in UTF-8, or by their first bytes, they would be one.
    const [alike, twin] = [0xfe, 0xff].map((last) =>
      b4a.concat([b4a.alloc(31, 0xff), b4a.alloc(1, last)])
    )
    const theirs = times(32, () => limits.run(alike!, endless))
    t.is(await outcome(limits.run(twin!, quick)), 'done', 'a key that differs in its last byte')
    const others = times(448, (at) => limits.run(keyOf(at), endless))
    t.is((await refusal(limits.run(keyOf(999), quick))).code, 'BUSY', 'the 513th of all')
    t.is(limits.refused, 2, 'refused, at either limit')
    const more = times(100, async () => (await refusal(limits.run(keyOf(999), quick))).code)
    t.alike(kinds(await Promise.all(more)), ['BUSY'], 'the hundred after it')
    end()
    await Promise.all([...running, ...theirs, ...others].map(outcome))
    t.is(await outcome(limits.run(guest!.publicKey, quick)), 'done', 'a request when all is done')
    const again = createWork()
    const full = times(512, (at) => outcome(limits.run(keyOf(at), again.work)))
    again.end()
    const outcomes = await Promise.all(full)
    const lost = outcomes.filter((each) => each === 'BUSY').length
    t.is(lost, 0, 'places of 512 that are still taken, after 101 refusals beyond the limit of all')
  }
)

check(
  'a place is given back when the work is done and when it fails; a refusal takes none',
  {
    points: 2,
    task: '24.1',
    hints: [
      'Work that throws is over too. And what was refused has never begun.',
      'Count one less in finally, so that it happens however the work ends.',
      'this.#count(id, 1); try { return await work() } finally { this.#count(id, -1) }'
    ]
  },
  async (t) => {
    const limits = new Limits()
    const codes = new Set<string>()
    for (let round = 0; round < 600; round++) {
      const failed = limits.run(guest!.publicKey, async () => {
        throw RegistryError.NOT_WRITABLE()
      })
      codes.add((await refusal(failed)).code)
    }
    t.alike([...codes], ['NOT_WRITABLE'], 'one after the other, each fails by itself')
    t.is(await outcome(limits.run(guest!.publicKey, async () => 7)), 7, 'what the work returns')
    const { work: endless, end } = createWork()
    const running = times(32, () => limits.run(guest!.publicKey, endless))
    for (let round = 0; round < 600; round++) {
      await refusal(limits.run(guest!.publicKey, async () => 7))
    }
    t.is(
      await outcome(limits.run(keyOf(1), async () => 7)),
      7,
      'another key, after 600 refusals of one'
    )
    end()
    await Promise.all(running.map(outcome))
    t.is(
      await outcome(limits.run(guest!.publicKey, async () => 7)),
      7,
      'the same key, when all is done'
    )
  }
)

check(
  'an honest client is answered while another pipelines 3,000 puts and strangers send theirs',
  {
    points: 2,
    task: '24.2',
    deadline: 60_000,
    hints: [
      'rpc.ts asks permits first, then limits.run: a stranger takes nobody’s place.',
      'A key on the list is let in, and gets BUSY only beyond its 32 requests.',
      'if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, [guest!, keyPairOf(1)])
    const keys = [keyPairOf(1), stranger!]
    const [greedy, noisy] = await createFloods(net, service.serverKey, keys)
    const honest = await referenceClient(net, service.serverKey, guest!)
    await honest.put(llama)
    const flood = greedy!.send('put-entry', putRequest, 3000)
    const noise = noisy!.send('put-entry', putRequest, 500)
    for (const each of [mistral, whisper, plainEntry(1)]) {
      t.is((await refusal(honest.put(each))).code, 'ACCEPTED', `the honest put of ${each.name}`)
    }
    t.alike(kinds(await flood), ['ACCEPTED', 'BUSY'], 'answers to the flood')
    t.alike(kinds(await noise), ['UNAUTHORIZED'], 'answers to the stranger')
    t.ok((await honest.call('status', {})).refused, 'refused, as status tells it')
  }
)

check(
  'a caller that reads no answers is cut off, and others are answered',
  {
    points: 1,
    task: '24.2',
    deadline: 60_000,
    hints: [
      'limits.watch is there: it counts the bytes that wait. What does it need from run?',
      'A refusal counts too: run has to refuse, with BUSY, what is too much.',
      'if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, [guest!])
    const [deaf] = await createFloods(net, service.serverKey, [stranger!])
    t.alike(await deaf!.send('status', nothing, 1), ['ACCEPTED'], 'a status')
    deaf!.pause()
    void deaf!.send('status', nothing, 20_000)
    const honest = await referenceClient(net, service.serverKey, guest!)
    t.is((await refusal(honest.put(llama))).code, 'ACCEPTED', 'a put beside it')
    const { connections } = service.machine.swarm
    const gone = () => ![...connections].some(hasKey(stranger!))
    await until('the caller that reads nothing is cut off', gone, slow)
  }
)

check(
  'strangers find room for 64 connections and no more; a listed key always gets in',
  {
    points: 3,
    task: '24.2',
    deadline: 60_000,
    hints: [
      'limits.enter() takes a place if there is one. When is it given back?',
      'Ask first whether it is no stranger: called by this instance, or on a list.',
      "if (!this.limits.enter()) return false; connection.once('close', () => this.limits.leave()); return true"
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, [guest!])
    const crowd = await createFloods(net, service.serverKey, times(80, keyPairOf))
    const answers = crowd.map(async (each) => (await each.send('status', nothing, 1))[0])
    await until('16 of 80 strangers are turned away', () => count(crowd) === 64, {
      ...slow,
      seen: () => `${count(crowd)} of 80 are connected`
    })
    const answered = (await Promise.all(answers)).filter((code) => code === 'ACCEPTED')
    t.is(answered.length, 64, 'strangers that are answered')
    const honest = await referenceClient(net, service.serverKey, guest!)
    t.is((await refusal(honest.put(llama))).code, 'ACCEPTED', 'a put of a listed key beside them')
    const open = await serve(t, [], { open: true })
    for (let place = 0; place < 64; place++) open.service.server.limits.enter()
    const [late] = await createFloods(open.net, open.service.serverKey, [stranger!])
    const [code] = await late!.send('status', nothing, 1)
    t.ok(code !== 'ACCEPTED', `a stranger beyond 64, at an instance that is open: ${code}`)
    for (const each of crowd) each.close()
    await until(
      'another crowd finds room',
      async () => {
        const next = crowd[0]!.again()
        const [code] = await next.send('status', nothing, 1)
        next.close()
        return code === 'ACCEPTED'
      },
      slow
    )
  }
)

check(
  'with all places taken, your instance calls a neighbour that it finds, and lets it in',
  {
    points: 2,
    task: '24.2',
    deadline: 60_000,
    hints: [
      'Who may fill your places? Only those who call you.',
      'A connection says which end opened it.',
      'if (connection.isInitiator || this.access.isListed(connection.remotePublicKey)) return true'
    ]
  },
  async (t) => {
    // More than the 64 connections with which a swarm calls nobody by default.
    const friends = times(70, keyPairOf)
    const { net, service } = await serve(t, friends)
    const { limits } = service.server
    const [late, ...early] = friends
    const crowd = await createFloods(net, service.serverKey, early)
    const answers = await Promise.all(crowd.map((each) => each.send('status', nothing, 1)))
    t.alike(kinds(answers.flat()), ['ACCEPTED'], 'answers to 69 listed keys')
    const [passer] = await createFloods(net, service.serverKey, [stranger!])
    t.alike(await passer!.send('status', nothing, 1), ['ACCEPTED'], 'a stranger beside them')
    await service.server.access.allow(stranger!.publicKey)
    passer!.close()
    let free = 0
    const places = () => {
      if (limits.enter()) free++
      return free === 64
    }
    const what = 'all 64 places are free, with listed keys connected and a stranger gone'
    await until(what, places, { deadline: 10_000, seen: () => `${free} were free` })
    t.is(limits.enter(), false, 'a place for one more stranger')
    const [last] = await createFloods(net, service.serverKey, [late!])
    t.alike(
      await last!.send('status', nothing, 1),
      ['ACCEPTED'],
      'a listed key, with all places taken'
    )
    last!.close()
    const { connections } = service.machine.swarm
    await until('the listed key has gone', () => ![...connections].some(hasKey(late!)), slow)
    t.is(limits.enter(), false, 'a place for one more stranger, after a listed key has gone')
    await service.put(llama)
    const kit = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
    const neighbour = await startService(net, kit, { seed: 2, bootstrap: service.key })
    // As it does by itself, only later: it looks who else has the base, and calls them.
    await service.machine.swarm.join(service.base.discoveryKey).flushed()
    const read = () => neighbour.view.get('llama')
    t.alike(await until('the neighbour has llama', read, slow), llama, 'what the neighbour reads')
  }
)

check(
  'a request that was BUSY is sent again after the wait that it was told',
  {
    points: 2,
    task: '24.3',
    hints: [
      'The error carries the wait in its context, in milliseconds, as text.',
      'Wait for Number(err.context), and some more by chance; then the loop sends again.',
      'const wait = Number(err.context) * (1 + Math.random()); await after(wait)'
    ]
  },
  async (t) => {
    const sent: number[] = []
    const answer = await whileBusy(9000, async () => {
      sent.push(performance.now())
      if (sent.length < 4) throw RegistryError.BUSY(100)
      return 'done'
    })
    t.is(answer, 'done', 'the answer at last')
    t.is(sent.length, 4, 'times that it was sent')
    const waits = sent.slice(1).map((at, n) => Math.round(at - sent[n]!))
    // A timer of Node may be a millisecond early.
    t.ok(Math.min(...waits) >= 98, `BUSY said 100 ms; it waited ${waits.join(', ')} ms`)
    let tries = 0
    const patient = await whileBusy(60_000, async () => {
      if (tries++ < 60) throw RegistryError.BUSY(1)
      return 'done'
    })
    t.is(patient, 'done', 'after 60 refusals, long before the deadline')
    const again: number[] = []
    await Promise.all(
      times(16, async () => {
        let tries = 0
        await whileBusy(9000, async () => {
          if (tries++ === 0) throw RegistryError.BUSY(300)
          again.push(performance.now())
        })
      })
    )
    const span = Math.round(Math.max(...again) - Math.min(...again))
    t.ok(span > 10, `16 requests that were refused together came back within ${span} ms`)
  }
)

check(
  'other errors are thrown at once, and BUSY when the wait would end after the deadline',
  {
    points: 2,
    task: '24.3',
    deadline: 20_000,
    hints: [
      'Which errors does waiting cure? And what use is an answer when nobody waits for it?',
      'Throw what is not a RegistryError with the code BUSY; then compare now and the wait with the deadline.',
      "if (!(err instanceof RegistryError) || err.code !== 'BUSY') throw err; … if (performance.now() + wait > deadline) throw err"
    ]
  },
  async (t) => {
    const theirs = Object.assign(new Error('a lock is busy'), { code: 'BUSY', context: '1' })
    for (const error of [
      RegistryError.NOT_WRITABLE(),
      new Error('a bug'),
      theirs,
      'a text',
      null
    ]) {
      let sent = 0
      const thrown = await caught(
        whileBusy(9000, async () => {
          if (++sent > 1) return 'sent again'
          throw error
        })
      )
      t.is(thrown, error, `${String(error)}: the error is the caller's`)
      t.is(sent, 1, `${String(error)}: times that it was sent`)
    }
    let sent = 0
    const busy = RegistryError.BUSY(3000)
    const thrown = await caught(
      whileBusy(1000, async () => {
        if (++sent > 1) return 'sent again'
        throw busy
      })
    )
    t.is(thrown, busy, 'a wait of 3 s, a deadline of 1 s')
    t.is(sent, 1, 'times that it was sent')
    // The tries take time, too: one that begins after the deadline is of no use to anybody.
    let tries = 0
    const slowly = whileBusy(1000, async () => {
      if (++tries > 6) return 'sent on and on'
      await after(400)
      throw RegistryError.BUSY(1)
    })
    const ended = await caught(slowly)
    t.ok(ended instanceof RegistryError, `tries of 400 ms, a deadline of 1 s: ${String(ended)}`)
    // With up to as much again, nearly all of these waits would end after the deadline.
    let late = 0
    const refused = times(12, () => {
      let tries = 0
      return caught(
        whileBusy(1000, async () => {
          if (tries++ > 0) late++
          else throw RegistryError.BUSY(950)
        })
      )
    })
    await Promise.all(refused)
    t.ok(late < 6, `of 12 that were told 950 ms and more, 1 s before the deadline, ${late} waited`)
  }
)

check(
  'your client waits out a server that is BUSY, and is answered',
  {
    points: 1,
    task: '24.3',
    deadline: 60_000,
    hints: [
      'client/pool.ts sends each request through whileBusy.',
      'BUSY comes as a RegistryError with the wait in its context, from RPC too.',
      'for (;;) try { return await send() } catch (err) { … await after(wait) }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const access = new ReferenceAccess()
    const kit = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
    const service = await startService(net, kit, { seed: 1, options: { access } })
    const { limits } = service.server
    const status = service.status.bind(service)
    const { work, end } = createWork()
    service.status = async () => {
      await work()
      return status()
    }
    const [crowd] = await createFloods(net, service.serverKey, [stranger!])
    // All strangers have one account: 32 places, and each of these waits in one of them.
    const waiting = crowd!.send('status', nothing, 32)
    // Requests keep their order: with this answer those before it have been taken in.
    t.alike(await crowd!.send('put-entry', putRequest, 1), ['UNAUTHORIZED'], 'a put of theirs')
    const before = limits.refused
    const client = await clientOf(net, service.serverKey)
    const answer = client.call('status', {})
    await Promise.race([
      answer,
      until('your client is told BUSY', () => limits.refused > before, slow)
    ])
    t.ok(limits.refused > before, 'your client is told BUSY')
    end()
    t.is((await answer).length, (await status()).length, 'the answer that your client gets at last')
    t.alike(kinds(await waiting), ['ACCEPTED'], 'answers to the others')
  }
)

/** The learner's service, alone, with these on its list. */
async function serve(t: TestContext, allowed: HyperDHT.KeyPair[], { open = false } = {}) {
  const net = await createNet(t)
  const access = new Access({ writers: allowed.map(({ publicKey }) => publicKey), open })
  const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
  return { net, service: await startService(net, kit, { seed: 1, options: { access } }) }
}

async function referenceClient(net: Net, serverKey: Uint8Array, keyPair: HyperDHT.KeyPair) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  return machine.start(
    (store, swarm) => new ReferenceClient(store, swarm, [serverKey], { keyPair })
  )
}

/** The learner's client, with a key pair that is on no list. */
async function clientOf(net: Net, serverKey: Uint8Array) {
  const machine = await net.machine(createSwarm, { seed: 71 })
  return machine.start((store, swarm) => {
    return new RegistryClient(store, swarm, [serverKey], { timeout: 30_000 })
  })
}

/** Work that goes on until `end` is called. */
function createWork() {
  let end = () => {}
  const done = new Promise<void>((resolve) => (end = resolve))
  return { work: () => done, end }
}

function times<Made>(many: number, make: (at: number) => Made): Made[] {
  return Array.from({ length: many }, (_, at) => make(at))
}

/** Key pairs of strangers, by number. */
function keyPairOf(number: number): HyperDHT.KeyPair {
  return HyperDHT.keyPair(b4a.alloc(32, `stranger ${number} `))
}

function keyOf(number: number): Uint8Array {
  return keyPairOf(number).publicKey
}

function hasKey({ publicKey }: HyperDHT.KeyPair) {
  return ({ remotePublicKey }: { remotePublicKey: Uint8Array }) =>
    b4a.equals(remotePublicKey, publicKey)
}

function count(crowd: { closed: boolean }[]): number {
  return crowd.filter(({ closed }) => !closed).length
}

function kinds(codes: string[]): string[] {
  return [...new Set(codes)].sort()
}

/** What a promise ended with, be it an error. */
async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((err: unknown) => err)
}

/** What it resolved with, or the code of its error. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((err: RegistryError) => err.code)
}
