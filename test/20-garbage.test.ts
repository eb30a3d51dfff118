import b4a from 'b4a'

import { RegistryService as Reference } from '#reference/20-garbage/service.ts'
import { encode } from '#reference/20-garbage/spec/dispatch/index.js'
import { createApply } from '#work/20-garbage/apply.ts'
import { Draft } from '#work/20-garbage/draft.ts'
import { RegistryError } from '#work/20-garbage/errors.ts'
import { RegistryService } from '#work/20-garbage/service.ts'
import { RegistryView } from '#work/20-garbage/view.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { createCluster, createStore } from './support/cluster.ts'
import type { Cluster, Peer } from './support/cluster.ts'
import { STORAGE_FAULTS, diskFull } from './support/faults.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import { shortKey } from './support/network.ts'
import { named, until } from './support/until.ts'

/** What is asked of a service here, the learner's and the reference's alike. */
interface GarbagePeer extends Peer {
  readonly base: Peer['base'] & { append(block: Uint8Array): Promise<unknown> }
  readonly view: Peer['view'] & { skipped(): Promise<number> }
  removeWriter(key: Uint8Array): Promise<unknown>
  status(): Promise<{ indexers: number; skipped: number; length: number; signedLength: number }>
}

const slow = { deadline: 30_000 }
/** Local keys in the bench; the first is that of the base. */
const [founder, alice, bob] = [1, 2, 3].map((byte) => b4a.alloc(32, byte))
const broken = { ...llama, name: '' }
const putLlama = put(llama)

/** Blocks of which nothing may stay but the count, which is 1 each. */
const garbage: Uint8Array[] = [
  b4a.from('nonsense'),
  b4a.alloc(40, 0xff),
  b4a.from([99, 1, 2, 3]),
  putLlama.subarray(0, putLlama.byteLength >> 1),
  b4a.concat([b4a.from([0]), b4a.alloc(5, 1)]),
  put(broken),
  batch(batch(putLlama)),
  batch(...Array.from({ length: 257 }, () => putLlama))
]

check(
  'what is not an operation, and what its handler refuses, is counted and leaves nothing',
  {
    points: 2,
    task: '20.1',
    hints: [
      'Both end the same way for apply: accepts is false. Where does a refusal of a handler go?',
      'null is not an operation. A handler refuses by throwing: catch it around router.dispatch.',
      'if (operation === null) return false; try { await router.dispatch(operation, draft); return true } catch (err) { if (err instanceof RegistryError) return false; throw err }'
    ]
  },
  async (t) => {
    const { view, run } = await createBench(t)
    for (const [at, block] of garbage.entries()) {
      await run(founder!, block)
      t.is(await view.skipped(), at + 1, `skipped blocks after garbage ${at + 1}`)
    }
    t.is(await view.get('llama'), null, 'what stands in the garbage')
    const { length } = view.core
    await run(founder!, b4a.alloc(0))
    t.is(view.core.length, length, 'a zero-byte block leaves no trace')
  }
)

check(
  'an error that is not a refusal leaves apply: what failed here may not have failed elsewhere',
  {
    points: 1,
    task: '20.1',
    hints: [
      'A full disk, or a bug: would every peer skip the same block?',
      'Return false only for a RegistryError, and let all other errors through.',
      'if (err instanceof RegistryError) return false; throw err'
    ]
  },
  async (t) => {
    for (const error of [...STORAGE_FAULTS, new TypeError('a bug')]) {
      const { view, run } = await createBench(t)
      const thrown = await withBrokenDraft(error, () => run(founder!, putLlama))
      t.is(thrown, error, `apply throws: ${error.message}`)
      t.is(await view.skipped(), 0, 'skipped blocks')
    }
    for (const error of [RegistryError.LAST_INDEXER(), RegistryError.NOT_A_WRITER()]) {
      const { view, run } = await createBench(t)
      await withBrokenDraft(error, () => run(founder!, putLlama))
      t.is(await view.skipped(), 1, `skipped blocks, of one that was refused with ${error.code}`)
    }
    const full = diskFull()
    const { view, run } = await createBench(t)
    view.put = async () => {
      throw full
    }
    const met = await run(founder!, putLlama).then(
      () => null,
      (err) => err
    )
    t.is(met, full, 'apply throws what a change meets in commit')
  }
)

check(
  'commit makes what was staged, in that order; before it the view is as it was',
  {
    points: 2,
    task: '20.2',
    hints: [
      'A staged change is a function that has not been called.',
      'Call them one after the other: the second may change what the first one put.',
      'for (const change of this.#changes) await change()'
    ]
  },
  async (t) => {
    const { view, run, host } = await createBench(t)
    await run(founder!, put(mistral))
    const draft = new Draft(view, host as never, founder!)
    await draft.put(llama)
    await draft.put({ ...llama, type: 'replaced' })
    await draft.put(whisper)
    await draft.delete('whisper')
    await draft.delete('mistral')
    await view.flush()
    t.is(await view.get('llama'), null, 'a put before commit')
    t.alike(await draft.get('mistral'), mistral, 'what a handler reads before commit')
    await draft.commit()
    await view.flush()
    t.is((await view.get('llama'))?.type, 'replaced', 'the second of two puts of one name')
    t.is(await view.get('whisper'), null, 'a put, and then a delete of that name')
    t.is(await view.get('mistral'), null, 'a delete')

    await run(founder!, batch(put(whisper), put(broken), put(plainEntry(4))))
    t.alike(await view.get('whisper'), whisper, 'an operation before a refused one, in one batch')
    t.alike(await view.get('entry-4'), plainEntry(4), 'an operation behind it')
    t.is(await view.skipped(), 1, 'skipped of that batch')
  }
)

check(
  'a removal stages both, that the writer is not an indexer any more and that it is out',
  {
    points: 1,
    task: '20.2',
    hints: [
      'addWriter stages two changes: one for the view, one for the base.',
      'A removed writer is not an indexer: its row says so.',
      'this.#changes.push(() => this.#view.setIndexer(key, false)); this.#changes.push(() => this.#host.removeWriter(key))'
    ]
  },
  async (t) => {
    const { view, host, calls } = await createBench(t)
    const draft = new Draft(view, host as never, founder!)
    await draft.addWriter(alice!, { indexer: true })
    await draft.commit()
    t.is(await view.isIndexer(alice!), true, 'the row of an admitted indexer')
    const removal = new Draft(view, host as never, founder!)
    await removal.removeWriter(alice!)
    t.is(await view.isIndexer(alice!), true, 'the row before the removal is committed')
    t.alike(calls, ['add 2 as indexer'], 'what the base was told before that')
    await removal.commit()
    t.is(await view.isIndexer(alice!), false, 'the row of a removed writer')
    t.alike(calls, ['add 2 as indexer', 'remove 2'], 'what the base was told')
    const ofFirst = new Draft(view, host as never, alice!)
    await ofFirst.removeWriter(founder!)
    await ofFirst.commit()
    t.is(await view.isIndexer(founder!), false, 'the row of the first writer, removed by another')
  }
)

check(
  'who may change the members is decided by the operations before, and by nothing else',
  {
    points: 2,
    task: '20.3',
    hints: [
      'draft.isIndexer(key) says what a writer is at this place in the order.',
      'Ask it for draft.writer, and throw a RegistryError if the answer is false.',
      "if (!(await draft.isIndexer(draft.writer))) throw RegistryError.REFUSED('…')"
    ]
  },
  async (t) => {
    const { view, run, calls } = await createBench(t)
    await run(alice!, add(alice!, true), add(bob!, false), remove(founder!))
    t.alike(calls, [], 'from a writer that no operation has named')
    await run(founder!, add(alice!, false))
    await run(alice!, add(bob!, false), add(alice!, true), remove(founder!), remove(alice!))
    t.alike(calls.splice(0), ['add 2 as writer'], 'from a plain writer, about itself, too')
    await run(founder!, add(alice!, true))
    await run(alice!, add(bob!, true), remove(bob!))
    const asked = ['add 2 as indexer', 'add 3 as indexer', 'remove 3']
    t.alike(calls.splice(0), asked, 'from a plain writer that was made an indexer')
    await run(bob!, remove(alice!))
    t.alike(calls, [], 'from an indexer that was removed')
    await run(alice!, add(founder!, false))
    await run(founder!, remove(alice!))
    t.alike(calls.splice(0), ['add 1 as writer'], 'from the first writer, once it is a plain one')
    await run(alice!, batch(add(alice!, false), add(bob!, true)))
    t.alike(calls, ['add 2 as writer'], 'from one that the operation before, in its batch, demotes')
    t.is(await view.skipped(), 10, 'skipped operations')
  }
)

check(
  'three indexers append garbage, and a plain writer tries to take over: all peers stay equal',
  {
    points: 2,
    task: '20.3',
    deadline: 120_000,
    hints: [
      'Every peer must skip the same: what it skips may depend only on the block and the view.',
      'Do both add-writer and remove-writer ask checkIndexer? Does it throw what accepts takes for a refusal?',
      "if (await draft.isIndexer(draft.writer)) return; throw RegistryError.REFUSED('…')"
    ]
  },
  async (t) => {
    const cluster = await createCluster<GarbagePeer>(t, [RegistryService, Reference, Reference], {
      admit: 'nobody'
    })
    const [mine, second, plain] = cluster
    await mine!.addWriter(second!.localKey)
    await mine!.addWriter(plain!.localKey, { indexer: false })
    await until('both others may write', () => second!.base.writable && plain!.base.writable, slow)
    for (const { base } of cluster) for (const block of garbage) await base.append(block)
    for (const { localKey } of [mine!, second!]) {
      await plain!.base.append(remove(localKey))
      await plain!.base.append(add(localKey, false))
    }
    await plain!.base.append(add(plain!.localKey, true))
    await plain!.put(whisper)
    await mine!.put(llama)
    await second!.put(mistral)
    await level('your peer and ours have one view, signed to its end', cluster)
    const skipped = await Promise.all(cluster.map(({ view }) => view.skipped()))
    const expected = garbage.length * 3 + 5
    t.alike(skipped, [expected, expected, expected], 'skipped on your peer, and on both of ours')
    t.is((await mine!.status()).indexers, 2, 'indexers')
    t.ok(mine!.base.isIndexer && second!.base.isIndexer, 'both indexers are indexers still')
    for (const entry of [llama, mistral, whisper]) {
      t.alike(await mine!.view.get(entry.name), entry, `a put behind the garbage: ${entry.name}`)
    }
    t.is(new Set(await hashesOf(cluster)).size, 1, 'different views, block for block')
    t.alike(cluster.problems, [], 'errors and warnings')
  }
)

check(
  'what a writer appends after its removal changes no view',
  {
    points: 2,
    task: '20.3',
    deadline: 120_000,
    hints: [
      'After the removal its row must say that it is no indexer: handlers look there, whatever the base knows.',
      'Is the removal by your peer, an indexer, accepted and committed?',
      'removeWriter in draft.ts tells the row and the base; commit makes both.'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference, Reference]
    const cluster = await createCluster<GarbagePeer>(t, classes, { admit: 'nobody' })
    const [mine, second, third] = cluster
    for (const { localKey } of [second!, third!]) await mine!.addWriter(localKey)
    const admitted = async () => (await third!.status()).indexers === 3
    await until('your peer has made both others indexers', admitted, slow)
    await level('their admission is signed', cluster)
    await cluster.network.isolate(2)
    await mine!.removeWriter(third!.localKey)
    // Until the removal is signed, a block from before it may still be put in front of it.
    const signed = async () => (await mine!.status()).indexers === 2
    await until('the removal is signed: two indexers are left', signed, slow)
    // Where nobody hears it, it goes on as if it were still in.
    await third!.put(whisper)
    await third!.base.append(b4a.from('garbage'))
    await third!.base.append(remove(mine!.localKey))
    cluster.network.connectAll()
    await until('the third has learnt that it is out', () => !third!.base.writable, slow)
    await second!.put(llama)
    await level('all three read the same, signed to its end', cluster)
    t.is(await mine!.view.get('whisper'), null, 'what it put when it was out')
    t.is(await mine!.view.skipped(), 0, 'skipped blocks')
    t.alike(await third!.view.get('llama'), llama, 'what it reads')
  }
)

/** The learner's apply over a view of its own, and a base that only notes what it is told. */
async function createBench(t: TestContext) {
  const store = await createStore(t, 50)
  const view = new RegistryView(store.get({ name: 'view' }))
  await view.ready()
  t.teardown(() => view.close())
  const calls: string[] = []
  const host = {
    key: founder,
    removeable: () => true,
    addWriter: async (key: Uint8Array, { indexer = true } = {}) => {
      calls.push(`add ${key[0]} as ${indexer ? 'indexer' : 'writer'}`)
    },
    removeWriter: async (key: Uint8Array) => void calls.push(`remove ${key[0]}`)
  }
  const apply = createApply()
  /** Applies these blocks of that writer in one run. */
  const run = async (key: Uint8Array, ...blocks: Uint8Array[]) => {
    const nodes = blocks.map((value) => ({ value, from: { key } }))
    await apply(nodes as never, view, host as never)
  }
  return { view, host, calls, run }
}

/** What `run` throws while a put meets this error in its handler. */
async function withBrokenDraft(error: Error, run: () => Promise<void>): Promise<unknown> {
  const whole = Object.getOwnPropertyDescriptors(Draft.prototype)
  Draft.prototype.put = () => Promise.reject(error)
  try {
    return await run().catch((err: unknown) => err)
  } finally {
    Object.defineProperties(Draft.prototype, whole)
  }
}

/** Waits until all have a view of one length, signed to its end. */
async function level(what: string, peers: Cluster<GarbagePeer>) {
  const lines = () =>
    peers.map(({ view: { core } }) => `${core.length} blocks, ${core.signedLength} signed`)
  const equal = () => {
    if (peers.problems.length > 0) throw new Error(peers.problems.join('\n'))
    const signed = peers.every(({ view: { core } }) => core.length === core.signedLength)
    return signed && new Set(lines()).size === 1
  }
  await until(what, equal, { ...slow, seen: lines })
}

/** One for each view; equal if the views are, block for block. */
async function hashesOf(peers: GarbagePeer[]): Promise<string[]> {
  const hashes = peers.map(({ view: { core } }) => core.treeHash())
  return (await named('the hash of each view', () => Promise.all(hashes))).map(shortKey)
}

function put(entry: typeof llama): Uint8Array {
  return encode('@registry/put-entry', entry)
}

function batch(...operations: Uint8Array[]): Uint8Array {
  return encode('@registry/batch', { operations })
}

function add(key: Uint8Array, indexer: boolean): Uint8Array {
  return encode('@registry/add-writer', { key, indexer })
}

function remove(key: Uint8Array): Uint8Array {
  return encode('@registry/remove-writer', { key })
}
