import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'

import { tooOld } from '#reference/21-upgrade/operations.ts'
import { RegistryService as Reference } from '#reference/21-upgrade/service.ts'
import { encode } from '#reference/21-upgrade/spec/dispatch/index.js'
import { createApply } from '#work/21-upgrade/apply.ts'
import { Draft } from '#work/21-upgrade/draft.ts'
import { RegistryError } from '#work/21-upgrade/errors.ts'
import { createRouter } from '#work/21-upgrade/operations.ts'
import { RegistryService } from '#work/21-upgrade/service.ts'
import { RegistryView } from '#work/21-upgrade/view.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { createCluster, createStore } from './support/cluster.ts'
import type { Peer, PeerClass } from './support/cluster.ts'
import { llama, mistral, whisper } from './support/fixtures.ts'
import { shortKey } from './support/network.ts'
import { refusal } from './support/rpc.ts'
import { named, until } from './support/until.ts'

/** What is asked of a service here, the learner's and the reference's alike. */
interface UpgradePeer extends Peer {
  readonly base: Peer['base'] & {
    readonly closed: boolean
    readonly local: { readonly length: number }
    append(block: Uint8Array): Promise<unknown>
  }
  readonly view: Peer['view'] & { skipped(): Promise<number>; version(): Promise<number> }
  upgrade(): Promise<number>
  status(): Promise<{ indexers: number; version: number; halted: string | null }>
}

/** A reference that knows the next version. */
class Newer extends Reference {
  constructor(...[store, options]: ConstructorParameters<typeof Reference>) {
    super(store, { ...options, version: 2 })
  }
}

const slow = { deadline: 30_000 }
/** Local keys in the bench; the first is that of the base. */
const [founder, alice] = [1, 2].map((byte) => b4a.alloc(32, byte))

check(
  'only the version above the one in use is announced; every other is refused',
  {
    points: 2,
    task: '21.1',
    hints: [
      'draft.version() is the version in use. Which single number may come next?',
      'Whatever is not one above it is refused, as step 20 refuses: by a RegistryError.',
      'if (announced !== (await draft.version()) + 1) throw RegistryError.REFUSED(`…`); …; await draft.announce(announced)'
    ]
  },
  async (t) => {
    const { view, dispatch } = await createBench(t, 5)
    t.is(await view.version(), 1, 'before any was announced')
    for (const announced of [3, 1, 0, Number.MAX_SAFE_INTEGER]) {
      t.is(await dispatch(announced), 'REFUSED', `${announced}, with version 1 in use`)
    }
    t.is(await view.version(), 1, 'after those')
    for (const announced of [2, 3]) {
      t.is(await dispatch(announced), 'done', `${announced}, with ${announced - 1} in use`)
      t.is(await view.version(), announced, `after ${announced}`)
    }
    t.is(await dispatch(3), 'REFUSED', '3 again')
    t.is(await dispatch(2), 'REFUSED', '2, with version 3 in use')
    t.is(await view.version(), 3, 'at the end')
  }
)

check(
  'a program that knows less than what is announced halts, and its reason names both versions',
  {
    points: 1,
    task: '21.1',
    hints: [
      'draft.interrupt(reason) stops this peer before the block; it throws.',
      'Refusals come first: a number that every peer refuses must halt nobody.',
      'if (announced > version) draft.interrupt(tooOld(announced, version))'
    ]
  },
  async (t) => {
    const { view, dispatch } = await createBench(t, 2)
    t.is(await dispatch(9), 'REFUSED', 'version 9, with 1 in use: it halts nobody')
    t.is(await dispatch(2), 'done', 'version 2, which it knows')
    const reason = await dispatch(3)
    t.ok(reason.startsWith('halted: '), `version 3, which it does not know: ${reason}`)
    t.ok(reason.includes('3') && reason.includes('2'), `it names both versions: ${reason}`)
    t.absent(reason.includes(tooOld(2, 3)), `each in its place: ${reason}`)
    t.is(await view.version(), 2, 'the version in use')
    t.is(await dispatch(3, alice), 'REFUSED', 'version 3, from a writer that is not an indexer')
  }
)

check(
  'with a newer version in use, apply halts before it applies anything',
  {
    points: 1,
    task: '21.2',
    hints: [
      'The announcement may have been applied before this program was started.',
      'The version in use is view.version(): compare it before the first block.',
      'if (inUse > version) host.interrupt(tooOld(inUse, version))'
    ]
  },
  async (t) => {
    for (const [version, expected] of [
      [3, 'done'],
      [2, 'done'],
      [1, 'halted: ']
    ] as const) {
      const { view, apply } = await createBench(t, version)
      await view.announce(2)
      await view.flush()
      const outcome = await apply(encode('@registry/put-entry', llama))
      t.ok(outcome.startsWith(expected), `program ${version}, with version 2 in use: ${outcome}`)
      if (expected !== 'done') {
        t.ok(/\b2\b.*\b1\b|\b1\b.*\b2\b/.test(outcome), `it names both versions: ${outcome}`)
        t.absent(outcome.includes(tooOld(1, 2)), `each in its place: ${outcome}`)
      }
      const found = (await view.get('llama')) !== null
      t.is(found, expected === 'done', `the put is applied by program ${version}`)
    }
    const { view, apply } = await createBench(t, 1)
    t.is(await apply(encode('@registry/put-entry', llama)), 'done', 'a first run, with 1 in use')
    await view.announce(2)
    await view.flush()
    const later = await apply(encode('@registry/put-entry', mistral))
    t.ok(later.startsWith('halted: '), `a later run, with version 2 in use: ${later}`)
  }
)

check(
  'started with a program that is too old, a service ends with HALTED and leaves nothing open',
  {
    points: 2,
    task: '21.2',
    deadline: 60_000,
    hints: [
      'ReadyResource calls no _close where _open has thrown.',
      'In _open compare the version in use with this.#version; close what is open, then throw.',
      'if (inUse > this.#version) { await this._close(); throw RegistryError.HALTED(tooOld(inUse, this.#version)) }'
    ]
  },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
    t.teardown(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
    await onFolder(folder, Newer, async (service) => {
      await service.put(llama)
      t.is(await service.upgrade(), 2, 'the version that our newer program announces')
      const { core } = service.view
      await until('all of it is signed', () => core.signedLength === core.length, slow)
      await service.close()
    })
    await onFolder(folder, RegistryService, async (service) => {
      const old = await refusal(named('ready() of your service', () => service.ready()))
      t.is(old.code, 'HALTED', 'your program, which knows version 1')
      t.ok(old.message.includes('1') && old.message.includes('2'), `it says: ${old.message}`)
      t.absent(old.message.includes(tooOld(1, 2)), `each version in its place: ${old.message}`)
      t.ok(service.base.closed, 'its base is closed')
    })
    const pair = await createCluster<UpgradePeer>(t, [Newer, KeptNewer], { admit: 'nobody' })
    const [first, reader] = pair
    await first!.put(llama)
    await first!.upgrade()
    const known = async () => (await reader!.view.version()) === 2
    await until('a reader has the announcement', known, slow)
    await reader!.close()
    const { store } = reader as KeptNewer
    const plain = new RegistryService(store, { bootstrap: first!.key })
    t.is((await refusal(plain.ready())).code, 'HALTED', 'your program, on the store of a reader')
    await onFolder(folder, WorkNewer, async (service) => {
      await service.ready()
      t.alike(await service.view.get('llama'), llama, 'what your program reads that knows 2')
      t.is((await service.status()).version, 2, 'the version in its status')
      await service.close()
    })
  }
)

check(
  'a peer that is too old halts at the announcement; it reads, and the others go on',
  {
    points: 2,
    task: '21.2',
    deadline: 120_000,
    hints: [
      'Your peer stops before the block: what came earlier stays as it is.',
      'Does the handler halt with draft.interrupt? Does it go on under a version that nobody has announced?',
      'if (inUse > version) host.interrupt(tooOld(inUse, version)), and the same comparison in _open'
    ]
  },
  async (t) => {
    const cluster = await createCluster<UpgradePeer>(t, [Kept, Newer, Newer], { admit: 'nobody' })
    const [mine, second, third] = cluster
    for (const { localKey } of [second!, third!]) await mine!.addWriter(localKey)
    await mine!.put(llama)
    const admitted = async () => (await third!.status()).indexers === 3
    await until('your peer has made both others indexers', admitted, slow)
    await level('all three have llama, and it is signed', cluster)
    t.is(await second!.upgrade(), 2, 'the version that our peer announces')
    const halted = async () => (await mine!.status()).halted
    const reason = await until('your peer has halted', halted, slow)
    t.ok(reason.includes('2') && reason.includes('1'), `it names both versions: ${reason}`)
    await third!.put(mistral)
    await level('our two go on, and sign', [second!, third!])
    t.alike(await mine!.view.get('llama'), llama, 'what your peer reads')
    t.is(await mine!.view.get('mistral'), null, 'nothing behind the announcement')
    t.is((await refusal(mine!.put(whisper))).code, 'HALTED', 'a put to it')

    await cluster.network.isolate(0)
    await mine!.close()
    const updated = new WorkNewer((mine as Kept).store, { bootstrap: second!.key })
    cluster[0] = updated
    t.teardown(() => updated.close())
    await named('ready() of your updated peer', () => updated.ready())
    cluster.network.connectAll()
    await level('your updated peer has caught up', cluster)
    t.alike(await updated.view.get('mistral'), mistral, 'what it reads now')
  }
)

check(
  'a plain writer, and a number out of the blue, halt nobody: all peers skip the same',
  {
    points: 1,
    task: '21.2',
    deadline: 90_000,
    hints: [
      'One writer with a huge number would stop every instance for good.',
      'Refusals are thrown, so that accepts counts them, on all peers alike.',
      'await checkIndexer(draft), then refuse what is not (await draft.version()) + 1'
    ]
  },
  async (t) => {
    const cluster = await createCluster<UpgradePeer>(t, [RegistryService, Reference, Newer], {
      admit: 'nobody'
    })
    const [mine, second, plain] = cluster
    await mine!.addWriter(second!.localKey)
    await mine!.addWriter(plain!.localKey, { indexer: false })
    await until('our third may write', () => plain!.base.writable, slow)
    await plain!.upgrade()
    for (const announced of [3, Number.MAX_SAFE_INTEGER]) {
      await plain!.base.append(encode('@registry/upgrade', { announced }))
      await mine!.base.append(encode('@registry/upgrade', { announced }))
    }
    await plain!.put(llama)
    await level('all three have one view, signed to its end', cluster)
    const states = await Promise.all(cluster.map((peer) => peer.status()))
    const expected = { version: 1, halted: null }
    for (const [at, name] of ['your peer', 'our indexer', 'our plain writer'].entries()) {
      const { version, halted } = states[at]!
      t.alike({ version, halted }, expected, name)
    }
    const skipped = await Promise.all(cluster.map(({ view }) => view.skipped()))
    t.alike(skipped, [5, 5, 5], 'skipped on each')
    t.is(new Set(await hashesOf(cluster)).size, 1, 'different views, block for block')
    t.alike(await mine!.view.get('llama'), llama, 'the put behind it')
  }
)

check(
  'upgrade announces the next version that this program knows, and nothing if it knows none',
  {
    points: 1,
    task: '21.3',
    deadline: 30_000,
    hints: [
      'What is announced must be one above the version in use, and no more than this.#version.',
      'Append with #write if the version in use is lower than this.#version, and where this instance has halted: it refuses then. In the end, return the version that is in use.',
      "const { version, halted } = await this.status(); if (halted === null && version >= this.#version) return version; await this.#write([encode('@registry/upgrade', { announced: version + 1 })])"
    ]
  },
  async (t) => {
    const [same, newer] = [RegistryService, WorkNewer]
    for (const [Service, version] of [
      [same, 1],
      [newer, 2]
    ] as const) {
      const service = new Service(await createStore(t, 60 + version), {})
      t.teardown(() => service.close())
      await service.ready()
      const before = service.base.local.length
      // A program that announces what it does not know halts itself.
      const announced = await service.upgrade().catch((err: Error) => err.message)
      t.is(announced, version, `what upgrade() of program ${version} returns`)
      t.is(await service.view.version(), version, 'the version in use')
      const once = service.base.local.length
      t.is(once > before, version === 2, `a block is appended by program ${version}`)
      t.is(await service.upgrade(), version, 'a second time')
      t.is(await service.view.skipped(), 0, 'skipped blocks')
      t.is((await service.status()).halted, null, 'it never halts itself')
      if (service instanceof WorkNewer) continue
      // As if another one had announced more than it knows.
      Object.assign(service.base, { interrupted: 'version 2 is in use' })
      t.is((await refusal(service.upgrade())).code, 'HALTED', 'once it has halted')
    }

    const ahead = new RegistryService(await createStore(t, 63), { version: 3 })
    t.teardown(() => ahead.close())
    for (const version of [2, 3, 3]) {
      const announced = await ahead.upgrade().catch((err: Error) => err.message)
      t.is(announced, version, 'what upgrade() of a program two versions ahead returns')
      t.is(await ahead.view.version(), version, 'the version in use')
    }

    const cluster = await createCluster<UpgradePeer>(t, [WorkNewer, Newer], { admit: 'nobody' })
    const [alone, gone] = cluster
    await alone!.addWriter(gone!.localKey)
    const two = async () => (await alone!.status()).indexers === 2
    await until('there are two indexers', two, slow)
    await cluster.network.isolate(0)
    t.is(await alone!.upgrade(), 2, 'what it returns where a majority can’t sign')

    const outsider = new WorkNewer(await createStore(t, 70), { bootstrap: b4a.alloc(32, 8) })
    t.teardown(() => outsider.close())
    await outsider.ready()
    for (const time of ['first', 'second']) {
      const { code } = await refusal(outsider.upgrade())
      t.is(code, 'NOT_WRITABLE', `an instance that may not write, for the ${time} time`)
    }
    const pair = await createCluster<UpgradePeer>(t, [Newer, WorkNewer], { admit: 'nobody' })
    const [admits, late] = pair
    t.is((await refusal(late!.upgrade())).code, 'NOT_WRITABLE', 'one that is not admitted yet')
    await admits!.addWriter(late!.localKey)
    await until('it may write', () => late!.base.writable, slow)
    t.is(await late!.upgrade(), 2, 'what it returns once it was admitted')
    await until('version 2 is in use', async () => (await late!.view.version()) === 2, slow)
  }
)

/** Your program as it will be. */
class KeptNewer extends Newer {
  readonly store: Corestore

  constructor(...[store, options]: ConstructorParameters<typeof Reference>) {
    super(store.session(), options)
    this.store = store
  }
}

class WorkNewer extends RegistryService {
  constructor(...[store, options]: ConstructorParameters<typeof RegistryService>) {
    super(store, { ...options, version: 2 })
  }
}

/** Your program; its store outlives it. */
class Kept extends RegistryService {
  readonly store: Corestore

  constructor(...[store, options]: ConstructorParameters<typeof RegistryService>) {
    super(store.session(), options)
    this.store = store
  }
}

/** Uses a service on a folder, and gives the folder back. */
async function onFolder(
  folder: string,
  Service: PeerClass<UpgradePeer>,
  use: (service: UpgradePeer) => Promise<void>
) {
  const store = new Corestore(folder, { primaryKey: b4a.alloc(32, 7), unsafe: true })
  try {
    await use(new Service(store.namespace('registry'), {}))
  } finally {
    await named('close() of a store', () => store.close())
  }
}

/** The learner's handlers, and apply, over a view of its own. */
async function createBench(t: TestContext, version: number) {
  const store = await createStore(t, 50 + version)
  const view = new RegistryView(store.get({ name: `view ${Math.random()}` }))
  await view.ready()
  t.teardown(() => view.close())
  const host = {
    key: founder,
    interrupt: (reason: string) => {
      throw new Halt(reason)
    }
  }
  const outcome = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work()
      return 'done'
    } catch (err) {
      if (err instanceof Halt) return `halted: ${err.message}`
      if (err instanceof RegistryError) return err.code
      throw err
    }
  }
  const router = createRouter(version)
  const whole = createApply(version)
  return {
    view,
    /** Hands an announcement of that writer to its handler, and commits what it staged. */
    dispatch: (announced: number, writer = founder) =>
      outcome(async () => {
        const draft = new Draft(view, host as never, writer!)
        const block = encode('@registry/upgrade', { announced })
        await router.dispatch(block as never, draft)
        await draft.commit()
        await view.flush()
      }),
    apply: (value: Uint8Array) =>
      outcome(() => whole([{ value, from: { key: founder } }] as never, view, host as never))
  }
}

/** What the host of the bench throws in place of Autobase's own. */
class Halt extends Error {}

/** Waits until all have a view of one length, signed to its end. */
async function level(what: string, peers: UpgradePeer[]) {
  const lines = () =>
    peers.map(({ view: { core } }) => `${core.length} blocks, ${core.signedLength} signed`)
  const equal = () => {
    const signed = peers.every(({ view: { core } }) => core.length === core.signedLength)
    return signed && new Set(lines()).size === 1
  }
  await until(what, equal, { ...slow, seen: lines })
}

/** One for each view; equal if the views are, block for block. */
async function hashesOf(peers: UpgradePeer[]): Promise<string[]> {
  const hashes = peers.map(({ view: { core } }) => core.treeHash())
  return (await named('the hash of each view', () => Promise.all(hashes))).map(shortKey)
}
