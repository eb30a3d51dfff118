import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import b4a from 'b4a'

import { RegistryClient as ReferenceClient } from '#reference/12-rotation/client.ts'
import { RegistryService as Reference } from '#reference/12-rotation/service.ts'
import { createSwarm as referenceSwarm } from '#reference/12-rotation/swarm.ts'
import { Instance } from '#work/12-rotation/instance.ts'
import { RegistryService } from '#work/12-rotation/service.ts'
import { createSwarm } from '#work/12-rotation/swarm.ts'
import { check } from './support/check.ts'
import { deploy, startInstance, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

interface RotatingService extends Service {
  readonly serverKey: Uint8Array
  readonly base: { readonly writable: boolean; readonly local: { readonly length: number } }
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
  put(
    entry: Entry,
    options?: { durable?: boolean; timeout?: number }
  ): Promise<{ length: number; signed?: boolean }>
  drain(): Promise<number>
  removeWriter(key: Uint8Array, options?: { length?: number; timeout?: number }): Promise<void>
  status(): Promise<{
    indexers: number
    draining?: boolean
    members?: { key: Uint8Array; length: number; silence: number }[] | null
  }>
}

/** Milliseconds until a change of the indexers is signed, on a machine that is very busy. */
const SIGNED = 20_000

const work: Kit<RotatingService> = { Service: RegistryService, createSwarm }
const reference: Kit<RotatingService> = { Service: Reference, createSwarm: referenceSwarm }

check(
  'status tells how many blocks of each indexer are here, and for how long it has been silent',
  {
    points: 2,
    task: '12.1',
    deadline: 20_000,
    hints: [
      'Silence is the time since the length of a writer was last seen to grow.',
      'Keep { length, at } for each key. A length that is new gets a new time; the first one gets the time of the start.',
      'if (heard?.length !== length) this.#heard.set(id, { length, at })'
    ]
  },
  async (t) => {
    const began = Date.now()
    const net = await createNet(t)
    const [mine, second] = await deploy(net, [work, reference])
    const member = async (key: Uint8Array) => {
      const { members } = await mine!.status()
      return members?.find((each) => b4a.equals(each.key, key))
    }
    const before = (await member(second!.localKey))!
    t.ok(before !== undefined, 'the second is among the members')
    const most = Date.now() - began
    t.ok(before.silence <= most, `silent for ${before.silence} ms of the ${most} since the start`)
    const quiet = await until('the silence of the second grows', async () => {
      const now = await member(second!.localKey)
      return now!.length === before.length && now!.silence > before.silence + 50 ? now : null
    })
    await second!.put(llama)
    const heard = async () => {
      const now = await member(second!.localKey)
      return now!.length > quiet.length ? now : null
    }
    const now = await until('a new block of the second is counted', heard, {
      seen: () => mine!.status()
    })
    t.ok(now.silence < quiet.silence, `${quiet.silence} ms before its block, ${now.silence} after`)
    t.ok((await member(mine!.localKey)) !== undefined, 'your own instance is among the members')
  }
)

check(
  'drain answers what is under way, refuses what comes later, and tells how much was written',
  {
    points: 2,
    task: '12.2',
    deadline: 30_000,
    hints: [
      'Three things in order: refuse from now on, wait for what is under way, tell the length.',
      '#write looks at #draining; the queue of writes knows when it is idle.',
      'this.#draining = true; await this.#writes.idle(); return this.base.local.length'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const underWay = zoo.map((entry) => mine.put(entry))
    // Each put has to be in the queue before the drain is asked for.
    await mine.ready()
    const drained = mine.drain()
    t.is((await refusal(mine.put(plainEntry(1)))).code, 'DRAINING', 'a put that comes later')
    const lengths = (await Promise.all(underWay)).map(({ length }) => length)
    const length = await drained
    t.ok(
      length >= Math.max(...lengths),
      `length ${length} covers the puts at ${lengths.join(', ')}`
    )
    const own = mine.base.local.length
    t.ok(length <= own, `length ${length} is no more than the ${own} blocks of this writer`)
    t.alike(await mine.view.get('whisper'), whisper, 'the last put that was under way')
    t.is((await mine.status()).draining, true, 'status')
  }
)

check(
  'removeWriter waits for the blocks of the writer, and is BEHIND if they don’t come',
  {
    points: 3,
    task: '12.3',
    deadline: 20_000,
    hints: [
      'Look at once, and again whenever the base has moved; untilSigned, in signed.ts, has the same shape.',
      'appliedBlocks tells how many blocks of the writer are here; the time being over throws an AbortError.',
      'for await (const _ of changes) { has = (await appliedBlocks(base, key)) ?? 0; if (has >= length) return }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const [other, third] = await Promise.all(
      [2, 3].map((seed) => startService(net, reference, { seed, bootstrap: mine.key }))
    )
    for (const { localKey } of [other!, third!]) await mine.addWriter(localKey, { indexer: false })
    await until('the others may write', () => other!.base.writable && third!.base.writable)
    for (const entry of zoo) await other!.put(entry)
    await third!.put(plainEntry(1))
    const lengths = [await other!.drain(), await third!.drain()]
    const still = async () => {
      const { length, signedLength } = mine.view.core
      const all = (await mine.view.get('whisper')) && (await mine.view.get(plainEntry(1).name))
      return all && length === signedLength
    }
    await until('your instance has it all, and nothing moves', still)
    const tooMuch = refusal(mine.removeWriter(other!.localKey, { length: 1000, timeout: 100 }))
    const { code, message } = await tooMuch
    t.is(code, 'BEHIND', 'a length that never comes')
    t.ok(message.includes(`${lengths[0]} of the 1000`), `how far it is: ${message}`)
    t.is(other!.base.writable, true, 'the other is still a writer')
    // It is here, and may be seen at the first look: there is nothing to wait for.
    await mine.removeWriter(other!.localKey, { length: lengths[0]!, timeout: 100 })
    await until('the other is out', () => !other!.base.writable)
    t.alike(await mine.view.get('whisper'), whisper, 'what it wrote is kept')
    await until('nothing moves again', still)
    await mine.removeWriter(third!.localKey, { length: lengths[1]! - 1, timeout: 100 })
    await until('the third, of which you have more than asked for, is out', () => {
      return !third!.base.writable
    })
  }
)

check(
  'no answered put is lost when a connected writer is drained and taken out under load',
  {
    points: 2,
    task: '12.3',
    deadline: 60_000,
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
    const tooMuch = refusal(mine!.removeWriter(third!.localKey, { length: 10_000, timeout: 50 }))
    await mine!.removeWriter(third!.localKey, { length })
    t.is((await tooMuch).code, 'BEHIND', 'a length that never comes')
    await Promise.all(load)
    t.comment(`${answered.length} puts were answered before the drain`)
    await untilTwo(mine!)
    const lost: string[] = []
    for (const name of answered) if ((await mine!.view.get(name)) === null) lost.push(name)
    t.alike(lost, [], 'answered puts that your view does not have')
    t.is((await second!.put(llama, { durable: true })).signed, true, 'two of two sign a put')
  }
)

check(
  'one of three is lost for good: it is rotated out, a new one in, and the service goes on',
  {
    points: 3,
    task: '12.3',
    deadline: 60_000,
    hints: [
      'Two of three are a majority: they can decide that the third is out, and let a new one in.',
      'The lost one cannot be drained: it is removed with no length, and what only it had is lost.',
      'removeWriter(key) without a length must not wait; status must work while the indexers change.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second, third] = await deploy(net, [work, reference, reference])
    const client = await clientOf(net, [mine!.serverKey, second!.serverKey])
    const answered: string[] = []
    const put = async (name: string) => {
      await client.put({ ...llama, name })
      answered.push(name)
    }
    await put('before')
    const old = shortKey(mine!.viewKey)
    await third!.machine.stop()
    rmSync(third!.folder, { recursive: true, force: true })
    await put('third lost')
    await mine!.removeWriter(third!.localKey)
    await untilTwo(mine!)
    await put('third out')
    const fresh = await startService(net, reference, { seed: 4, bootstrap: mine!.key })
    await mine!.addWriter(fresh.localKey)
    const services = [mine!, second!, fresh]
    const keys = () => services.map(({ viewKey }) => shortKey(viewKey))
    const level = () => fresh.isIndexer && new Set(keys()).size === 1 && keys()[0] !== old
    await until('all three are indexers of one new view', level, { deadline: SIGNED, seen: keys })
    await put('fourth in')
    for (const service of services) {
      for (const name of answered) {
        await until(`${name} is in every view`, () => service.view.get(name))
      }
    }
    const read = () => client.get('fourth in')
    t.ok(await until('the client reads on under the new view key', read), 'a reader follows')
    const { members } = await mine!.status()
    const listed = members?.map(({ key }) => shortKey(key)).toSorted()
    const alive = services.map(({ localKey }) => shortKey(localKey)).toSorted()
    t.alike(listed, alive, 'the indexers that status lists')
  }
)

check(
  'two of three are lost for good: an export of the survivor starts a new base',
  {
    points: 2,
    task: '12.4',
    deadline: 90_000,
    hints: [
      'The survivor still has everything that it has applied, signed or not: its own view.',
      'Start an Instance with offline: true, collect view.list(), print the array as JSON, close.',
      'for await (const entry of instance.service.view.list()) entries.push(entry); then print(true, entries, [])'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const survivor = await startInstance(net, Instance)
    const { service, folder } = survivor
    await service.put(llama)
    const others = [2, 3].map((seed) =>
      startService(net, reference, { seed, bootstrap: service.key })
    )
    for (const { localKey } of await Promise.all(others)) await service.addWriter(localKey)
    const three = async () => (await service.status()).indexers === 3
    await until('there are three indexers', three, { deadline: SIGNED })
    for (const other of await Promise.all(others)) await other.machine.stop()
    await service.put(mistral)
    const { length, signedLength } = await service.status()
    t.ok(signedLength < length, 'a put is accepted and can never be signed')
    await survivor.close()

    const cli = new Cli(t, '#work/12-rotation/bin.ts')
    const dump = await cli.run('export', '--storage', folder)
    t.is(dump.code, 0, `exit code of export: ${dump.stderr}`)
    const file = join(net.folder(), 'export.json')
    await writeFile(file, dump.stdout)
    const fresh = await startInstance(net, Instance)
    const loaded = await cli.run('import', file, '--storage', fresh.folder)
    t.is(loaded.code, 0, `exit code of import: ${loaded.stderr}`)
    t.alike(await fresh.service.view.get('llama'), llama, 'an entry that was signed')
    t.alike(await fresh.service.view.get('mistral'), mistral, 'an entry that was not')
  }
)

/** The removal has to be signed: on a busy machine that takes a nudge or two. */
async function untilTwo(service: RotatingService): Promise<void> {
  const two = async () => (await service.status()).indexers === 2
  await until('two indexers are left', two, { deadline: SIGNED, seen: () => service.status() })
}

async function clientOf(net: Net, keys: Uint8Array[]) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  return machine.start((store, swarm) => new ReferenceClient(store, swarm, keys, { maxAge: 0 }))
}
