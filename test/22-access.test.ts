import { join } from 'node:path'
import b4a from 'b4a'
import c from 'compact-encoding'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient } from '#reference/14-trust/client.ts'
import { RegistryService as Reference } from '#reference/14-trust/service.ts'
import { encode } from '#reference/14-trust/spec/dispatch/index.js'
import { getEncoding } from '#reference/14-trust/spec/schema/index.js'
import { createSwarm as referenceSwarm } from '#reference/14-trust/swarm.ts'
import type { RegistryView as ReferenceView } from '#reference/14-trust/view.ts'
import { Access } from '#work/14-trust/access.ts'
import { createApply } from '#work/14-trust/apply.ts'
import { RegistryError } from '#work/14-trust/errors.ts'
import { readIdentity } from '#work/14-trust/identity.ts'
import { Limits } from '#work/14-trust/limits.ts'
import { createRouter } from '#work/14-trust/operations.ts'
import { RegistryService } from '#work/14-trust/service.ts'
import { createSwarm } from '#work/14-trust/swarm.ts'
import { RegistryView } from '#work/14-trust/view.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { createStore } from './support/cluster.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createFloods } from './support/flood.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { Cli } from './support/process.ts'
import { createCaller, refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

const work: Kit<TrustService> = { Service: RegistryService, createSwarm }
const reference: Kit<TrustService> = { Service: Reference, createSwarm: referenceSwarm }

const [admin, guest, stranger] = [1, 2, 3].map((byte) => HyperDHT.keyPair(b4a.alloc(32, byte)))
const putLlama = encode('@registry/put-entry', llama)
const putRequest = c.encode(getEncoding('@registry/put-request'), { entry: llama })

/** Blocks that are no operation: each is appended by every writer. */
const garbage: Uint8Array[] = [
  b4a.from('nonsense'),
  b4a.alloc(40, 0xff),
  b4a.from([99, 1, 2, 3]),
  putLlama.subarray(0, putLlama.byteLength >> 1),
  b4a.concat([b4a.from([0]), b4a.alloc(5, 1)]),
  b4a.alloc(0)
]
/** What they count: an empty block leaves no trace. */
const SKIPPED = (garbage.length - 1) * 3

/** What is asked of a service here, the learner's and the reference's alike. */
interface TrustService extends Service {
  readonly serverKey: Uint8Array
  readonly base: { readonly writable: boolean; append(block: Uint8Array): Promise<unknown> }
  readonly view: Pick<ReferenceView, 'core' | 'get' | 'skipped'>
  readonly limits: Pick<Limits, 'refused' | 'strangers'>
  put(entry: Entry): Promise<unknown>
  removeWriter(key: Uint8Array): Promise<unknown>
  upgrade(): Promise<number>
  status(): Promise<{ indexers: number; halted?: string | null; refused?: number }>
  on(event: string, listener: (err: Error) => void): unknown
}

check(
  'a block that is no operation is skipped and counted, by your peer as by the others',
  {
    points: 2,
    task: '14.1',
    deadline: 30_000,
    hints: [
      'decodeOperation gives null for a block that is none. What does apply do with false?',
      'Return false where there is no operation, dispatch it where there is one, and return true.',
      'const operation = decodeOperation(block); if (operation === null) return false'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [work, reference, reference])
    const problems = watch(services)
    for (const block of garbage) for (const { base } of services) await base.append(block)
    await services[2]!.put(llama)
    await level('all have skipped the same', services)
    const skipped = await Promise.all(services.map(({ view }) => view.skipped()))
    t.alike(skipped, [SKIPPED, SKIPPED, SKIPPED], 'skipped blocks, by peer')
    t.alike(await services[0]!.view.get('llama'), llama, 'the put behind them')
    t.alike(problems, [], 'errors and warnings')
  }
)

check(
  'what a handler refuses is skipped and counted, and leaves nothing of itself behind',
  {
    points: 2,
    task: '14.1',
    hints: [
      'A handler refuses by throwing a RegistryError. Where does the throw go?',
      'Catch it around router.dispatch and return false: apply then keeps nothing of the draft.',
      'try { await router.dispatch(operation, { view: draft, host: draft }); return true } catch (err) { if (err instanceof RegistryError) return false; throw err }'
    ]
  },
  async (t) => {
    const { view, run } = await createBench(t, () => {
      throw RegistryError.INVALID_ENTRY('name', 'is refused by this test')
    })
    await run(putLlama, encode('@registry/put-entry', mistral))
    t.is(await view.get('llama'), null, 'what the handler had put before it refused')
    t.is(await view.skipped(), 2, 'skipped blocks')
    const good = await createBench(t, () => {})
    await good.run(putLlama)
    t.alike(await good.view.get('llama'), llama, 'a put that is not refused')
    t.is(await good.view.skipped(), 0, 'nothing is counted then')
  }
)

check(
  'an error that is no refusal stops the base: what failed here may not have failed elsewhere',
  {
    points: 1,
    task: '14.1',
    hints: [
      'A full disk, or a bug: would every peer skip the same block?',
      'Return false for a RegistryError alone, and let all other errors through.',
      'if (err instanceof RegistryError) return false; throw err'
    ]
  },
  async (t) => {
    for (const error of [new Error('No space left on device'), new TypeError('a bug')]) {
      const { run } = await createBench(t, () => {
        throw error
      })
      const thrown = await run(putLlama).catch((err: unknown) => err)
      t.is(thrown, error, `apply throws: ${error.message}`)
    }
  }
)

check(
  'what a writer appends after its removal changes no view',
  {
    points: 1,
    task: '14.1',
    deadline: 30_000,
    hints: [
      'Autobase leaves out the blocks of a writer that is removed; apply never sees them.',
      'Nothing to do for it: check that operations of those who may write are dispatched.',
      'await router.dispatch(operation, { view: draft, host: draft }); return true'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [work, reference, reference])
    const [mine, second, third] = services
    const { folder, localKey } = third!
    await third!.machine.stop()
    await mine!.removeWriter(localKey)
    // Until the removal is signed, a block from before it may still be put in front of it.
    const signed = async () => (await mine!.status()).indexers === 2
    await until('the removal is signed: two indexers are left', signed, { deadline: 20_000 })
    // Where nobody hears it, it goes on as if it were still in.
    const alone = await startAlone(t, folder, mine!.key)
    await alone.put(whisper)
    await alone.base.append(b4a.from('garbage'))
    await alone.machine.stop()
    const back = await startService(net, reference, { seed: 3, bootstrap: mine!.key, folder })
    await until('the third has learnt that it is out', () => !back.base.writable)
    await second!.put(llama)
    await level('all three read the same', [mine!, second!, back])
    t.is(await mine!.view.get('whisper'), null, 'what it put when it was out')
    t.is(await mine!.view.skipped(), 0, 'skipped blocks')
    t.alike(await back.view.get('llama'), llama, 'what it reads')
  }
)

check(
  'a peer that is too old halts at an upgrade and says so; it reads, and the others go on',
  {
    points: 2,
    task: '14.2',
    deadline: 40_000,
    hints: [
      'host.interrupt(reason) stops this peer in front of the block; the reason shows in status.',
      'Compare what is announced with version, which is what this program knows.',
      'if (announced > version) host.interrupt(`version ${announced} is in use, this program knows ${version}`)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [work, newer, newer])
    const [mine, second, third] = services
    const { folder } = mine!
    await mine!.put(llama)
    await level('llama is signed', services)
    t.is(await second!.upgrade(), 2, 'the version that is announced')
    const reason = await until('your peer has halted', async () => (await mine!.status()).halted)
    t.ok(reason.includes('2') && reason.includes('1'), `it names both versions: ${reason}`)
    await third!.put(mistral)
    await level('the other two go on', [second!, third!])
    t.alike(await mine!.view.get('llama'), llama, 'what your peer reads')
    t.is(await mine!.view.get('mistral'), null, 'nothing behind the upgrade')
    t.is((await refusal(mine!.put(whisper))).code, 'HALTED', 'a put to it')

    await mine!.machine.stop()
    const updated = await startService(net, newer, { seed: 1, bootstrap: second!.key, folder })
    await level('the updated peer has caught up', [updated, second!, third!])
    t.alike(await updated.view.get('mistral'), mistral, 'what it reads now')
  }
)

check(
  'the highest version that was announced is kept, and an older one changes nothing',
  {
    points: 1,
    task: '14.2',
    hints: [
      'The version in use stands in the view, so that it is the same for all: view.version().',
      'Announce only what is higher than that; anything else is neither an error nor garbage.',
      'if (announced > (await view.version())) await view.announce(announced)'
    ]
  },
  async (t) => {
    const { view, run } = await createBench(t, () => {}, 5)
    t.is(await view.version(), 1, 'before any was announced')
    for (const announced of [3, 2, 3, 0]) {
      await run(encode('@registry/upgrade', { announced }))
      t.is(await view.version(), 3, `after ${announced}`)
    }
    const { length } = view.core
    await run(encode('@registry/upgrade', { announced: 1 }))
    t.is(view.core.length, length, 'blocks of the view: nothing was written')
    t.is(await view.skipped(), 0, 'skipped blocks')
    await run(encode('@registry/upgrade', { announced: 5 }))
    t.is(await view.version(), 5, 'the version that it knows itself')
  }
)

check(
  'a key that has 32 requests under way is BUSY, and others still find room',
  {
    points: 2,
    task: '14.3',
    hints: [
      'Count before the work begins: how much has this key under way, how much have all?',
      'At the limit, throw this.#busy(); below it, count one more and do the work.',
      'if (own >= PER_KEY || this.#inAll >= IN_ALL) throw this.#busy()'
    ]
  },
  async (t) => {
    const limits = new Limits()
    const { work: endless, end } = createWork()
    const quick = async () => 'done'
    const running = times(32, () => limits.run(guest!.publicKey, endless))
    const busy = await refusal(limits.run(guest!.publicKey, quick))
    t.is(busy.code, 'BUSY', 'the 33rd of one key')
    t.ok(Number(busy.context) > 0, `how long to wait, in milliseconds: ${busy.context}`)
    t.is(await limits.run(stranger!.publicKey, quick), 'done', 'another key')
    t.is(limits.refused, 1, 'refusals in status')
    const others = times(480, (at) => limits.run(keyOf(at), endless))
    t.is((await refusal(limits.run(keyOf(999), quick))).code, 'BUSY', 'the 513th of all')
    end()
    await Promise.all([...running, ...others])
    t.is(await limits.run(guest!.publicKey, quick), 'done', 'when all is done')
  }
)

check(
  'a place is given back when the work is done, and when it fails',
  {
    points: 1,
    task: '14.3',
    hints: [
      'Work that throws is over too.',
      'Count one less in finally, so that it happens whichever way the work ends.',
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
    t.is(await limits.run(guest!.publicKey, async () => 7), 7, 'what the work returns')
  }
)

check(
  'a method is for all, for those on a list, or, unless it is named, for admins alone',
  {
    points: 2,
    task: '14.4',
    hints: [
      'FOR_ALL and FOR_WRITERS name the methods; what stands in neither is for admins.',
      'Look in FOR_ALL first, then in FOR_WRITERS (open, or on a list), and at last ask isAdmin.',
      'if (FOR_ALL.has(method)) return true; if (FOR_WRITERS.has(method)) return this.open || this.isListed(key); return this.isAdmin(key)'
    ]
  },
  async (t) => {
    const access = new Access({ owner: admin!.publicKey })
    await access.allow(guest!.publicKey)
    const methods = ['status', 'put-entry', 'delete-entry', 'add-writer', 'allow', 'of-tomorrow']
    const may = (lists: Access, { publicKey }: HyperDHT.KeyPair) =>
      methods.filter((method) => lists.permits(method, publicKey))
    t.alike(may(access, stranger!), ['status'], 'a stranger')
    t.alike(may(access, guest!), ['status', 'put-entry', 'delete-entry'], 'who is allowed')
    t.alike(may(access, admin!), methods, 'the admin')
    const open = new Access({ owner: admin!.publicKey, open: true })
    t.alike(may(open, stranger!), ['status', 'put-entry', 'delete-entry'], 'a stranger, open')
    await access.deny(guest!.publicKey)
    t.alike(may(access, guest!), ['status'], 'who was allowed once')
  }
)

check(
  'by RPC a stranger is UNAUTHORIZED, whatever it sends, until an admin allows it',
  {
    points: 2,
    task: '14.4',
    deadline: 30_000,
    hints: [
      'rpc.ts asks access.permits before it decodes a request.',
      'Whether a key is on a list may change at any time: look it up for each request.',
      'if (FOR_WRITERS.has(method)) return this.open || this.isListed(key)'
    ]
  },
  async (t) => {
    const { net, service } = await serveAlone(t)
    const caller = await createCaller(net, service.serverKey)
    for (const method of ['put-entry', 'put-entries', 'add-writer', 'allow', 'access', 'upgrade']) {
      const { code } = await caller.refusal(method, b4a.alloc(0))
      t.is(code, 'UNAUTHORIZED', `a stranger calls ${method}`)
    }
    const [owner, client] = await clientsOf(net, service, [admin!, guest!])
    t.is((await refusal(client!.put(llama))).code, 'UNAUTHORIZED', 'before it is allowed')
    await owner!.allow(guest!.publicKey)
    t.is((await client!.put(llama)).signed, false, 'a put of who is allowed')
    t.is((await refusal(client!.allow(stranger!.publicKey))).code, 'UNAUTHORIZED', 'no admin')
    await owner!.deny(guest!.publicKey)
    t.is((await refusal(client!.put(mistral))).code, 'UNAUTHORIZED', 'after it was denied')
    t.is((await refusal(owner!.deny(admin!.publicKey, { admin: true }))).code, 'OWNER')
    t.is(await service.view.get('mistral'), null)
  }
)

check(
  'an honest client is answered while another pipelines 3,000 puts and strangers send theirs',
  {
    points: 2,
    task: '14.4',
    deadline: 40_000,
    hints: [
      'A stranger takes nobody’s place: it is refused before its request is counted.',
      'Is whoever is on the list let through, and BUSY only beyond its 32 requests?',
      'permits and run together do it; check both against the lesson.'
    ]
  },
  async (t) => {
    const { net, service } = await serveAlone(t, [guest!, keyPairOf(1)])
    const keys = [keyPairOf(1), stranger!]
    const [greedy, noisy] = await createFloods(net, service.serverKey, keys)
    const [honest] = await clientsOf(net, service, [guest!])
    await honest!.put(llama)
    const flood = greedy!.send('put-entry', putRequest, 3000)
    const noise = noisy!.send('put-entry', putRequest, 500)
    for (const each of [mistral, whisper, plainEntry(1)]) {
      t.is((await honest!.put(each)).signed, false, `the honest put of ${each.name}`)
    }
    const codes = await flood
    t.alike(kinds(codes), ['ACCEPTED', 'BUSY'], 'answers to the flood')
    t.alike(kinds(await noise), ['UNAUTHORIZED'], 'answers to the stranger')
    t.ok((await service.status()).refused, 'refusals in status')
    t.is((await honest!.put(llama)).signed, false, 'a put after the flood')
  }
)

check(
  'strangers find room for 64 connections and no more; a key on a list always gets in',
  {
    points: 1,
    task: '14.4',
    deadline: 40_000,
    hints: [
      'limits.enter keeps the count; who is no stranger is asked of the lists.',
      'isListed decides who finds room when all of it is taken.',
      'Check permits: put-entry is in FOR_WRITERS, and the key is on the list.'
    ]
  },
  async (t) => {
    const { net, service } = await serveAlone(t, [guest!])
    const crowd = await createFloods(net, service.serverKey, times(80, keyPairOf))
    await until('80 strangers have called', () => service.limits.refused >= 16, {
      deadline: 20_000,
      seen: () => ({ strangers: service.limits.strangers, refused: service.limits.refused })
    })
    t.is(service.limits.strangers, 64, 'strangers that are connected')
    const [honest] = await clientsOf(net, service, [guest!])
    t.is((await honest!.put(llama)).signed, false, 'a put of a listed key')

    Object.assign(service, { status: () => new Promise(() => {}) })
    for (const each of crowd) void each.send('status', b4a.alloc(0), 16)
    // Answered at once, and behind those: what is under way then stays so.
    await Promise.all(crowd.map((each) => each.send('put-entry', putRequest, 1)))
    t.is((await honest!.put(mistral)).signed, false, 'a put of a listed key beside a crowd')
    for (const each of crowd) each.close()
    await until('their places are free again', () => service.limits.strangers === 0)
  }
)

check(
  'on the command line: an identity, --allow, allow and deny; the lists outlive a restart',
  {
    points: 2,
    task: '14.4',
    deadline: 90_000,
    hints: [
      'The instance’s own admin key always may; everybody else stands on a list.',
      'put goes through permits with the key of --identity.',
      'Compare permits with the table of the lesson, method by method.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/14-trust/bin.ts')
    const folder = join(net.folder(), 'storage')
    const { dht } = net
    const file = join(net.folder(), 'alice')
    const alice = (await cli.run('identity', file)).stdout.trim()
    const bob = await readIdentity(join(net.folder(), 'bob'))
    t.is(IdEnc.encode((await readIdentity(file)).publicKey), alice, 'the key in the file')

    const first = await cli.start('--storage', folder, '--dht', dht, '--allow', alice)
    const words = ['put', 'llama', '--drive-key', alice, '--type', 'text-generation']
    const to = ['--server', first.keys.serverKey, '--dht', dht, '--identity', file]
    const { code, stderr } = await cli.run(...words, ...to)
    first.tellHole()
    t.alike({ code, stderr }, { code: 0, stderr: '' }, 'a put of who was allowed by run')
    await cli.run('allow', IdEnc.encode(bob.publicKey), '--storage', folder)
    await cli.run('deny', alice, '--storage', folder)
    await first.end('SIGKILL')

    const again = await cli.start('--storage', folder, '--dht', dht)
    const server = { serverKey: IdEnc.decode(again.keys.serverKey) }
    const keyPairs = [await readIdentity(file), bob]
    const [denied, allowed] = await clientsOf(net, server, keyPairs)
    t.is((await refusal(denied!.put(mistral))).code, 'UNAUTHORIZED', 'denied before the restart')
    t.is((await allowed!.put(mistral)).signed, false, 'allowed before the restart')
    again.tellHole()
  }
)

/** A reference that knows the next version. */
class Newer extends Reference {
  constructor(...[store, swarm, options]: ConstructorParameters<typeof Reference>) {
    super(store, swarm, { ...options, version: 2 })
  }
}

const newer: Kit<TrustService> = { Service: Newer, createSwarm: referenceSwarm }

/** The learner's apply over a view of its own; `after` runs at the end of each put. */
async function createBench(t: TestContext, after: () => void, version = 1) {
  const store = await createStore(t, 50)
  const view = new RegistryView(store.get({ name: 'view' }))
  await view.ready()
  t.teardown(() => view.close())
  const router = createRouter(version)
  const dispatch = router.dispatch.bind(router)
  router.dispatch = async (operation, context) => {
    await dispatch(operation, context)
    after()
  }
  const apply = createApply(router)
  const host = { interrupt: () => t.fail('interrupted') }
  const run = async (...blocks: Uint8Array[]) => {
    const nodes = blocks.map((value) => ({ value }))
    await apply(nodes as never, view, host as never)
  }
  return { view, run }
}

/** A single service whose admin is `admin`, with these on its list. */
async function serveAlone(t: TestContext, allowed: HyperDHT.KeyPair[] = []) {
  const net = await createNet(t)
  const access = new Access({ owner: admin!.publicKey })
  for (const { publicKey } of allowed) await access.allow(publicKey)
  class Guarded extends RegistryService {
    constructor(...[store, swarm, options]: ConstructorParameters<typeof RegistryService>) {
      super(store, swarm, { ...options, access })
    }
  }
  const service = await startService(net, { Service: Guarded, createSwarm }, { seed: 1 })
  return { net, service }
}

/** A client of the reference for each key pair, on one machine. */
async function clientsOf(
  net: Net,
  { serverKey }: { serverKey: Uint8Array },
  keyPairs: HyperDHT.KeyPair[]
) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const start = (keyPair: HyperDHT.KeyPair) =>
    machine.start((store, swarm) => new RegistryClient(store, swarm, [serverKey], { keyPair }))
  return Promise.all(keyPairs.map(start))
}

/** The peer of that folder where no other one is: on a network of its own. */
async function startAlone(t: TestContext, folder: string, bootstrap: Uint8Array) {
  return startService(await createNet(t), reference, { seed: 3, bootstrap, folder })
}

/** Waits until all have the same view, signed to its end. */
async function level(what: string, services: TrustService[]) {
  const lines = () =>
    services.map(({ view: { core } }) => `${core.length} blocks, ${core.signedLength} signed`)
  const equal = () =>
    new Set(lines()).size === 1 &&
    services.every(({ view: { core } }) => core.length === core.signedLength)
  await until(what, equal, { deadline: 15_000, seen: lines })
}

/** Errors and warnings of these services, as they come. */
function watch(services: TrustService[]): string[] {
  const problems: string[] = []
  for (const service of services) {
    for (const event of ['error', 'warning']) {
      service.on(event, (err: Error) => problems.push(`${event}: ${err.message}`))
    }
  }
  return problems
}

/** Work that goes on until `end` is called. */
function createWork() {
  let end = () => {}
  const done = new Promise<void>((resolve) => (end = resolve))
  return { work: () => done, end }
}

function times<Made>(count: number, make: (at: number) => Made): Made[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

/** Key pairs of strangers, by number. */
function keyPairOf(number: number): HyperDHT.KeyPair {
  return HyperDHT.keyPair(b4a.alloc(32, `stranger ${number} `))
}

function keyOf(number: number): Uint8Array {
  return keyPairOf(number).publicKey
}

function kinds(codes: string[]): string[] {
  return [...new Set(codes)].sort()
}
