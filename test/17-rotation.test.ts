import { rmSync } from 'node:fs'
import b4a from 'b4a'

import { Silence as ReferenceSilence } from '#reference/17-rotation/base/silence.ts'
import { RegistryClient } from '#reference/17-rotation/client/client.ts'
import { RegistryServer as ReferenceServer } from '#reference/17-rotation/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/17-rotation/net/swarm.ts'
import { RegistryService as Reference } from '#reference/17-rotation/service.ts'
import { Silence } from '#work/17-rotation/base/silence.ts'
import { RegistryServer } from '#work/17-rotation/net/server.ts'
import { createSwarm } from '#work/17-rotation/net/swarm.ts'
import { RegistryService } from '#work/17-rotation/service.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { llama } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { ordinal } from './support/names.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { sameAsOurs } from './support/oracle.ts'
import { moments, playSilence, slowSilences, tellMoments } from './support/silences.ts'
import { until } from './support/until.ts'

interface Member {
  key: Uint8Array
  length: number
  silence: number
}

interface RotatingService extends Service {
  readonly base: {
    readonly isIndexer: boolean
    readonly writable: boolean
    readonly local: { readonly length: number }
  }
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
  put(entry: Entry, options?: { durable?: boolean }): Promise<{ signed?: boolean }>
  removeWriter(key: Uint8Array): Promise<void>
  status(): Promise<{ indexers: number; members?: Member[] | null }>
}

/** Milliseconds until a change of the indexers is signed, on a machine that is very busy. */
const SIGNED = 60_000
/** Milliseconds of silence by which nobody is taken for lost who was only late. */
const LOST = 1500

const work: Kit<RotatingService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<RotatingService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

check(
  'status tells how many blocks of each indexer are here, and for how long it has been silent',
  {
    points: 3,
    task: '17.1',
    deadline: 60_000,
    hints: [
      'Silence is the time since the length of an indexer was last seen to grow. What must be kept for that?',
      'Keep { length, at } for each key. A new length gets a new time; the first one gets the time of the start.',
      'if (heard?.length !== length) this.#heard.set(id, { length, at })'
    ]
  },
  async (t) => {
    const began = performance.now()
    const net = await createNet(t)
    const [mine, ours] = await deploy(net, [work, reference])
    const member = (key: Uint8Array) => memberOf(mine!, key)
    const before = (await member(ours!.localKey))!
    t.ok(before !== undefined, 'our peer is among the members')
    const most = performance.now() - began
    t.ok(before.silence <= most, `silent for ${before.silence} ms of the ${most} since the start`)
    const quiet = await until('the silence of our peer grows', async () => {
      const now = await member(ours!.localKey)
      return now!.length === before.length && now!.silence > before.silence + 50 ? now : null
    })
    await ours!.put(llama)
    const heard = async () => {
      const now = await member(ours!.localKey)
      return now!.length > quiet.length ? now : null
    }
    const now = await until('a new block of our peer is counted', heard, {
      seen: () => mine!.status()
    })
    t.ok(now.silence < quiet.silence, `${quiet.silence} ms before its block, ${now.silence} after`)
    const all = async () => (await member(ours!.localKey))!.length === ours!.base.local.length
    await until('status counts all blocks of our peer', all, { seen: () => mine!.status() })
    t.ok((await member(mine!.localKey)) !== undefined, 'your own peer is among the members')
  }
)

check(
  'status answers, and no silence is below 0, when the wall clock is set back an hour',
  {
    points: 2,
    task: '17.2',
    deadline: 60_000,
    hints: [
      'Which clock of Node only ever goes forward?',
      'Everything else in this class uses performance.now(). The spec carries a silence as a whole number.',
      'this.#indexers().map(({ key, length }) => ({ key, length, silence: Math.round(performance.now() - at) })), with the at of #heard or #started'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama, { durable: true })
    const client = await clientOf(net, [mine.serverKey])
    await until('your peer is among its members', () => memberOf(mine, mine.localKey))
    const { now } = Date
    let answers
    try {
      Date.now = () => now() - 3_600_000
      answers = [await mine.status(), await client.call('status', {})]
    } finally {
      Date.now = now
    }
    const [local, remote] = answers.map(({ members }) => members ?? [])
    t.is(local?.length, 1, 'members by status()')
    t.is(remote?.length, 1, 'members by RPC')
    for (const { silence } of [...(local ?? []), ...(remote ?? [])]) {
      t.ok(silence >= 0 && Number.isInteger(silence), `a silence of ${silence} ms`)
    }
    for (const silence of slowSilences(Silence)) {
      t.ok(silence >= 0, `a silence of ${silence} ms, of a block that no update has told of`)
    }
    await sameAsOurs(t, {
      inputs: moments,
      tell: tellMoments,
      yours: (list) => playSilence(Silence, list),
      ours: (list) => playSilence(ReferenceSilence, list),
      rule: 'Silence counts from the last new block; for one first seen, from the start.',
      numRuns: 100
    })
  }
)

check(
  'one of three is lost: status names it, it goes out, a new one comes in, and readers follow',
  {
    points: 5,
    task: '17.2',
    deadline: 150_000,
    hints: [
      'The lost one is the member that stays silent while the others answer puts with blocks of their own.',
      'list() has a member for each of #indexers(); look once more before you answer.',
      'this.#look(); then map each { key, length } to { key, length, silence }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const kits = [work, reference, reference]
    const [mine, second, third] = await deploy(net, kits)
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
    const stopped = performance.now()
    let seen = ''
    const silent = async () => {
      await put('third lost')
      const { key, told } = lostOf(
        (await mine!.status()).members ?? [],
        performance.now() - stopped
      )
      seen = told
      return key
    }
    const lost = await until('one member is silent, and the others are not', silent, {
      deadline: SIGNED,
      seen: () => `${shortKey(third!.localKey)} is lost; ${seen}`
    })
    t.is(shortKey(lost), shortKey(third!.localKey), 'the silent member')
    await mine!.removeWriter(lost)
    const two = async () => (await mine!.status()).indexers === 2
    await until('two indexers are left', two, { deadline: SIGNED, seen: () => mine!.status() })
    await put('third out')
    const fresh = await startService(net, reference, {
      seed: 4,
      bootstrap: mine!.key
    })
    await mine!.addWriter(fresh.localKey)
    const services = [mine!, second!, fresh]
    const keys = () => services.map(({ viewKey }) => shortKey(viewKey))
    const level = () => fresh.base.isIndexer && new Set(keys()).size === 1 && keys()[0] !== old
    await until('all three are indexers of one new view', level, {
      deadline: SIGNED,
      seen: () =>
        services.map(
          ({ base, view }, at) =>
            `${ordinal(at)}: view ${keys()[at]}, ${view.core.signedLength} of ${view.core.length} signed, ${base.isIndexer ? 'an indexer' : 'no indexer'}`
        )
    })
    await put('fourth in')
    for (const { view } of services) {
      for (const name of answered) await until(`${name} is in every view`, () => view.get(name))
    }
    const read = () => client.get('fourth in')
    t.ok(await until('the client reads on under the new view key', read), 'a reader follows')
    const { members } = await mine!.status()
    const listed = members?.map(({ key }) => shortKey(key)).toSorted()
    const alive = services.map(({ localKey }) => shortKey(localKey)).toSorted()
    t.alike(listed, alive, 'the indexers that status lists')
  }
)

/**
 * The one that has been silent for long, and for nearly all of the time since one was lost, while each
 * other was heard of. Before that, one may have had nothing to sign for as long; a last block of
 * the lost one may come late.
 */
function lostOf(members: Member[], waited: number) {
  const least = Math.round(waited * 0.9)
  const silent = members.filter(({ silence }) => silence >= least)
  const told = members.map(({ key, silence }) => `${shortKey(key)} for ${silence} ms`).join(', ')
  return {
    key: waited > LOST && silent.length === 1 ? silent[0]!.key : null,
    told: `only that one must be silent for ${least} ms and more, and silent are ${told}`
  }
}

async function memberOf(service: RotatingService, key: Uint8Array) {
  const { members } = await service.status()
  return members?.find((each) => b4a.equals(each.key, key))
}

async function clientOf(net: Net, keys: Uint8Array[]) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  return machine.start((store, swarm) => new RegistryClient(store, swarm, keys, { maxAge: 0 }))
}
