import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { RegistryClient } from '#reference/18-drain/client/client.ts'
import { RegistryServer as ReferenceServer } from '#reference/18-drain/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/18-drain/net/swarm.ts'
import { RegistryService as Reference } from '#reference/18-drain/service.ts'
import { untilApplied } from '#work/18-drain/base/members.ts'
import { RegistryServer } from '#work/18-drain/net/server.ts'
import { createSwarm } from '#work/18-drain/net/swarm.ts'
import { RegistryService } from '#work/18-drain/service.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import {
  ApplyingBase,
  WRITER,
  holdAppends,
  holdTimeouts,
  withoutPatience
} from './support/drains.ts'
import { llama, mistral, plainEntry, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { refusal } from './support/rpc.ts'
import { named, until } from './support/until.ts'

interface DrainedService extends Service {
  readonly base: {
    readonly isIndexer: boolean
    readonly writable: boolean
    readonly local: { readonly length: number }
    append(block: unknown): Promise<unknown>
  }
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
  put(entry: Entry, options?: { durable?: boolean; timeout?: number }): Promise<Put>
  drain(): Promise<number>
  removeWriter(key: Uint8Array, options?: { length?: number; timeout?: number }): Promise<void>
  status(): Promise<{ indexers: number; draining?: boolean }>
}

interface Put {
  length: number
  signed?: boolean
}

interface Options {
  admins: Uint8Array[]
}

/** Milliseconds until a change of the indexers is signed, on a machine that is very busy. */
const SIGNED = 30_000
/** Milliseconds to wait for blocks that are here already, or that never come. */
const SHORT = 100
/** Milliseconds for a wait that must end long before, and for one whose end the test tells. */
const LATE = 8000
const LIMIT = 1000

const work: Kit<DrainedService, Server, Options> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<DrainedService, Server, Options> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

check(
  'drain answers what is under way, refuses what comes later, and tells how much was written',
  {
    points: 2,
    task: '18.1',
    deadline: 30_000,
    hints: [
      'Three things, and only one order in which no answered put is left out of the length.',
      'store() looks at #draining; the queue of writes knows when it is idle.',
      'this.#draining = true; await this.#queue.idle(); return this.#base.local.length'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const held = holdAppends(mine.base)
    const puts = zoo.map((entry) => mine.put(entry))
    // Each put has to be in the queue before the drain is asked for.
    await mine.ready()
    const told = (drain: Promise<number>) => drain.catch((err: Error) => err.message)
    const drained = told(withoutPatience(() => mine.drain()))
    const later = refusal(mine.put(plainEntry(1)))
    await held.underWay
    const again = told(mine.drain())
    // A majority may never sign it: that is not what a drain waits for.
    Object.defineProperty(mine.base, 'signedLength', { value: 0 })
    held.letGo()
    t.is((await later).code, 'DRAINING', 'a put that comes later')
    const lengths = (await Promise.all(puts)).map(({ length }) => length)
    const last = Math.max(...lengths)
    const length = await drained
    const at = lengths.join(', ')
    t.ok(Number(length) >= last, `length ${length} covers the puts at ${at}, signed or not`)
    const own = mine.base.local.length
    t.ok(Number(length) <= own, `length ${length} is no more than the ${own} blocks of this writer`)
    const second = await again
    t.ok(Number(second) >= last, `a drain asked for again meanwhile covers them too: ${second}`)
    t.alike(await mine.view.get('whisper'), whisper, 'the last put that was under way')
    t.is((await mine.status()).draining, true, 'status')
  }
)

check(
  'removeWriter waits for the blocks of the writer, and is BEHIND if they don’t come',
  {
    points: 3,
    task: '18.2',
    deadline: 60_000,
    hints: [
      'Look at once, and again whenever the base has moved; untilSigned, in base/signed.ts, has the same shape.',
      'appliedBlocks tells how many blocks of the writer are here; when the time is over the loop throws an AbortError.',
      'has = (await appliedBlocks(base, key)) ?? 0; if (has >= length) return; and the same two lines in for await (const _ of updates) { … }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const [second, third] = await Promise.all(
      [2, 3].map((seed) => startService(net, reference, { seed, bootstrap: mine.key }))
    )
    for (const { localKey } of [second!, third!]) await mine.addWriter(localKey, { indexer: false })
    const writable = () => second!.base.writable && third!.base.writable
    await until('our peers may write', writable, { deadline: SIGNED })
    for (const entry of zoo) await second!.put(entry)
    await third!.put(plainEntry(1))
    const lengths = [await second!.drain(), await third!.drain()]
    const still = async () => {
      const { length, signedLength } = mine.view.core
      const all = (await mine.view.get('whisper')) && (await mine.view.get(plainEntry(1).name))
      return all && length === signedLength
    }
    await until('your peer has it all, and nothing moves', still, { deadline: SIGNED })
    const tooMuch = refusal(mine.removeWriter(second!.localKey, { length: 1000, timeout: SHORT }))
    const { code, message } = await tooMuch
    t.is(code, 'BEHIND', 'a length that never comes')
    t.ok(message.includes(`${lengths[0]} of the 1000`), `how far it is: ${message}`)
    t.is(second!.base.writable, true, 'our peer is still a writer')
    // It is here, and may be seen at the first look: there is nothing to wait for.
    await mine.removeWriter(second!.localKey, { length: lengths[0]!, timeout: SHORT })
    await until('our peer is out', () => !second!.base.writable, { deadline: SIGNED })
    t.alike(await mine.view.get('whisper'), whisper, 'what it wrote is kept')
    await until('nothing moves again', still, { deadline: SIGNED })
    await mine.removeWriter(third!.localKey, { length: lengths[1]! - 1, timeout: SHORT })
    const out = 'our other peer, of which you have more than asked for, is out'
    await until(out, () => !third!.base.writable, { deadline: SIGNED })

    // From here on the test says how much is applied, a number at each look.
    const ends = 'when 3 of its blocks are applied, then 5, then 7, and it waits for 7'
    t.is(await waits([null, 3, 5, 7]), 'it returns at 7', ends)
    t.is(await told([1, 4]), '4 of the 7', 'what BEHIND tells of 1 block, then 4')
    t.is(await told([null]), '0 of the 7', 'what BEHIND tells of a key that is not a writer')
    t.is(await told([4, null]), '0 of the 7', 'what BEHIND tells of a writer that was removed')
  }
)

check(
  'no answered put is lost when a connected writer is drained and taken out under load',
  {
    points: 2,
    task: '18.2',
    deadline: 90_000,
    hints: [
      'What a writer has answered is on its own disk. It must be on yours before you remove it.',
      'drain returns the length that has to be reached; removeWriter is given it.',
      'Check that untilApplied returns only once has >= length.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second, third] = await deploy(net, [work, reference, reference])
    const answered: string[] = []
    const load = Array.from({ length: 30 }, async (_, at) => {
      const entry = { ...plainEntry(at), name: `load-${at}` }
      const put = third!.put(entry).then(() => answered.push(entry.name))
      return put.catch(() => null)
    })
    await Promise.race(load)
    const length = await third!.drain()
    const tooMuch = refusal(mine!.removeWriter(third!.localKey, { length: 10_000, timeout: SHORT }))
    await mine!.removeWriter(third!.localKey, { length, timeout: SIGNED })
    t.is((await tooMuch).code, 'BEHIND', 'a length that never comes')
    await Promise.all(load)
    t.comment(`${answered.length} puts were answered before the drain`)
    const two = async () => (await mine!.status()).indexers === 2
    await until('two indexers are left', two, { deadline: SIGNED, seen: () => mine!.status() })
    const lost: string[] = []
    for (const name of answered) if ((await mine!.view.get(name)) === null) lost.push(name)
    t.alike(lost, [], 'answered puts that your view does not have')
    const durable = { durable: true, timeout: SIGNED }
    t.is((await second!.put(llama, durable)).signed, true, 'two of two sign a put')
  }
)

check(
  'an admin drains an instance by RPC, and has it taken out with the length in the answer',
  {
    points: 2,
    task: '18.3',
    deadline: 60_000,
    hints: [
      'Draining stops an instance for everybody who puts: who may ask for it? remove-writer has the same rule.',
      'The answer is a writer-key: the key that remove-writer needs, and the length that drain tells.',
      'const length = await server.service.drain(); return { key: server.service.localKey, length }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const keyPair = HyperDHT.keyPair()
    const options = { admins: [keyPair.publicKey] }
    const ours = await startService(net, reference, { seed: 1, options })
    const mine = await startService(net, work, { seed: 2, bootstrap: ours.key, options })
    await ours.addWriter(mine.localKey, { indexer: false })
    await until('your peer may write', () => mine.base.writable, { deadline: SIGNED })
    const stranger = await clientOf(net, mine.serverKey, 70)
    const { code, message } = await refusal(stranger.call('drain', {}))
    t.is(code, 'UNAUTHORIZED', 'a stranger’s drain')
    t.is(message, 'UNAUTHORIZED: this key may not call drain', 'what the stranger is told')
    const drains = async () => (await mine.status()).draining
    t.is(await drains(), false, 'draining, after a stranger’s drain was refused')
    await stranger.put(llama)

    const admin = await clientOf(net, mine.serverKey, 71, keyPair)
    const held = holdAppends(mine.base)
    const put = refusal(stranger.put(mistral))
    await named('the append of a stranger’s put', () => held.underWay)
    const drain = mine.drain.bind(mine)
    mine.drain = () => {
      const drained = drain()
      held.letGo()
      return drained
    }
    const { key, length } = await admin.call('drain', {})
    t.is((await put).code, 'ACCEPTED', 'a put that was under way')
    t.is(shortKey(key), shortKey(mine.localKey), 'the key in the answer')
    t.is(length, mine.base.local.length, 'the length in the answer, with the put under way')
    t.is((await refusal(stranger.put(whisper))).code, 'DRAINING', 'a put that comes later')
    const other = await clientOf(net, ours.serverKey, 72, keyPair)
    await other.call('remove-writer', { key, length })
    await until('your peer is out', () => !mine.base.writable, { deadline: SIGNED })
    t.ok(b4a.equals((await ours.view.get('llama'))!.driveKey, llama.driveKey), 'its put is kept')
  }
)

/** How untilApplied ends that waits for 7 blocks, where these numbers of them are applied. */
async function waits(numbers: (number | null)[]): Promise<string> {
  const base = new ApplyingBase(numbers)
  let end: string | null = null
  const tell = (how: string) => (end = how)
  untilApplied(base as never, WRITER, 7, LATE).then(
    () => tell(`it returns at ${base.applied ?? 0}`),
    (err: Error) => tell(err.message)
  )
  return until('untilApplied returns, since 7 blocks are applied', () => end, {
    deadline: LATE / 2
  })
}

/** How far it is as untilApplied tells it, whose time is over when it has seen these numbers. */
async function told(numbers: (number | null)[]): Promise<string> {
  const base = new ApplyingBase(numbers)
  const time = holdTimeouts()
  try {
    const refused = refusal(untilApplied(base as never, WRITER, 7, LIMIT))
    await Promise.race([base.seenAll, refused])
    time.over()
    const { code, message } = await refused
    return /\d+ of the \d+/.exec(message)?.[0] ?? `${code}: ${message}`
  } finally {
    time.restore()
  }
}

async function clientOf(net: Net, serverKey: Uint8Array, seed: number, keyPair?: HyperDHT.KeyPair) {
  const machine = await net.machine(referenceSwarm, { seed })
  return machine.start(
    (store, swarm) => new RegistryClient(store, swarm, [serverKey], { keyPair, timeout: SIGNED })
  )
}
