import * as fc from 'fast-check'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { createRouter as ourRouter } from '#reference/04-writers/operations.ts'
import { RegistryService as ReferenceService } from '#reference/04-writers/service.ts'
import { encode } from '#reference/04-writers/spec/dispatch/index.js'
import { createRouter } from '#work/04-writers/operations.ts'
import { build } from '#work/04-writers/schema.ts'
import { RegistryService } from '#work/04-writers/service.ts'
import { check } from './support/check.ts'
import { createCluster, createStore } from './support/cluster.ts'
import type { Peer } from './support/cluster.ts'
import { STORAGE_FAULTS, codeOf, storageFault, tellFault } from './support/faults.ts'
import { llama, mistral, plainEntries, whisper, zoo } from './support/fixtures.ts'
import { type Router, playHandler } from './support/handlers.ts'
import { createHelp } from './support/help.ts'
import { ours, peerName } from './support/names.ts'
import { shortKey } from './support/network.ts'
import { sameAsOurs } from './support/oracle.ts'
import { checkOrders } from './support/orders.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'
import { sameCores, sameViews } from './support/views.ts'

interface WriterPeer extends Peer {
  base: Peer['base'] & { append(block: Uint8Array | null): Promise<unknown> }
  readonly viewKey: Uint8Array
  addWriter(key: Uint8Array | string, options?: { indexer: boolean }): Promise<unknown>
  status(): Promise<{ length: number; signedLength: number; indexers: number; skipped: number }>
}

const Reference = ours(ReferenceService)

const admissions = fc.record({
  indexer: fc.constantFrom(true, false, undefined),
  removeable: fc.boolean(),
  fault: storageFault
})

check(
  'the struct writer says whether the writer is to be an indexer',
  {
    points: 1,
    task: '04.1',
    hints: [
      'A schema only grows: the new field comes after the old one.',
      'The type of a yes or no is bool.',
      "fields: [{ name: 'key', type: 'fixed32', required: true }, { name: 'indexer', type: 'bool' }]"
    ]
  },
  (t) => checkSpec(t, build, { step: '04-writers', before: '03-dispatch' })
)

check(
  'a peer that is not a writer refuses a put with NOT_WRITABLE',
  {
    points: 1,
    task: '04.2',
    deadline: 40_000,
    hints: [
      'What Autobase throws by itself has no code that a caller could act on.',
      'Ask this.base.writable before you append; RegistryError has a factory for the code.',
      'if (!this.base.writable) throw RegistryError.NOT_WRITABLE(), then await this.base.append(operations)'
    ]
  },
  async (t) => {
    const cluster = await createCluster<WriterPeer>(t, [Reference, RegistryService], {
      admit: 'nobody'
    })
    const put = cluster[1]!.put(llama)
    const refusal = await put.then(
      () => null,
      (err: unknown) => err
    )
    t.is(refusal instanceof Error && 'code' in refusal && refusal.code, 'NOT_WRITABLE', 'code')
    await cluster[0]!.base.append(addWriter(cluster[1]!, false))
    await until('your peer may write', () => cluster[1]!.base.writable)
    await cluster[1]!.put(llama)
    t.alike(await cluster[1]!.view.get('llama'), llama, 'once it is admitted, its put is stored')

    const store = await createStore(t, 7)
    const early = new RegistryService(store.namespace('registry'))
    t.teardown(() => early.close())
    await early.put(llama)
    t.alike(await early.view.get('llama'), llama, 'a put of a service that is not open yet')
    for (const fault of STORAGE_FAULTS) {
      early.base.append = async () => Promise.reject(fault)
      const code = await codeOf(Promise.reject(fault))
      t.is(await codeOf(early.put(llama)), code, `how a put ends${tellFault(fault)}`)
    }
    const lone = new RegistryService(store.namespace('other'), { bootstrap: b4a.alloc(32, 8) })
    t.teardown(() => lone.close())
    t.is(await codeOf(lone.putAll([])), 'NOT_WRITABLE', 'no entries, at no writer')
    const admits = codeOf(lone.addWriter(b4a.alloc(32, 9)))
    t.is(await admits, 'NOT_WRITABLE', 'addWriter, at no writer')
  }
)

check(
  'a plain writer may append, and the view key stays as it was',
  {
    points: 2,
    task: '04.3',
    deadline: 40_000,
    hints: [
      'The operation says which kind of writer it is to be: pass that on to the host.',
      'host.addWriter takes the key and { indexer }; its own default is true.',
      'await host.addWriter(key, { indexer })'
    ]
  },
  async (t) => {
    const cluster = await createCluster<WriterPeer>(t, [RegistryService, Reference], {
      admit: 'nobody'
    })
    const before = shortKey(cluster[0]!.viewKey)
    await cluster[0]!.base.append(addWriter(cluster[1]!, false))
    await until('our peer may write', () => cluster[1]!.base.writable)
    await cluster[1]!.put(llama)
    await cluster.network.settle()
    await sameViews(cluster)
    await signed('the put, by the only indexer there is', cluster[0]!)
    t.is((await cluster[0]!.status()).indexers, 1, 'indexers by status')
    t.is(cluster[1]!.base.isIndexer, false, 'our peer is not an indexer')
    t.alike(
      cluster.map((peer) => shortKey(peer.viewKey)),
      [before, before],
      'view keys'
    )
  }
)

check(
  'making the last indexer a plain writer is refused: the block is skipped on all peers',
  {
    points: 1,
    task: '04.3',
    deadline: 40_000,
    hints: [
      'Without an indexer nothing would ever be signed again.',
      'host.removeable(key) is false for the last indexer. Check first, write last.',
      'if (!indexer && !host.removeable(key)) return view.skip()'
    ]
  },
  async (t) => {
    const cluster = await createCluster<WriterPeer>(t, [RegistryService, Reference], {
      admit: 'nobody'
    })
    await cluster[0]!.base.append(addWriter(cluster[0]!, true))
    await cluster[0]!.base.append(addWriter(cluster[0]!, false))
    await cluster[0]!.put(llama)
    await cluster.network.settle()
    await sameViews(cluster)
    await signed('the put after it', cluster[0]!)
    t.is(cluster[0]!.base.isIndexer, true, 'your peer is still the indexer')
    const skipped = await Promise.all(cluster.map((peer) => peer.status().then((s) => s.skipped)))
    t.alike(skipped, [1, 1], 'skipped blocks on each peer')
    // With another indexer it is not the last one any more.
    await cluster[0]!.base.append(addWriter(cluster[1]!, true))
    await until('our peer is an indexer', () => cluster[1]!.base.isIndexer)
    await cluster[0]!.base.append(addWriter(cluster[0]!, false))
    await until('your peer is a plain writer', () => !cluster[0]!.base.isIndexer)
    await sameAsOurs(t, {
      inputs: admissions,
      tell: ({ indexer, removeable, fault }) => [
        `add-writer (indexer: ${indexer}) where removeable is ${removeable}${tellFault(fault)}`,
        'the writes that it made'
      ],
      yours: (input) => admit(createRouter, input),
      ours: (input) => admit(ourRouter, input),
      rule: 'Skip what would leave no indexer, hand on what fails, and add what the operation says.'
    })
  }
)

check(
  'addWriter makes an indexer by default, and all peers move to a new view key',
  {
    points: 2,
    task: '04.4',
    deadline: 40_000,
    hints: [
      'addWriter appends an operation, as putAll does; it changes nothing by itself.',
      'Encode @registry/add-writer with the decoded key and the flag.',
      "await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])"
    ]
  },
  async (t) => {
    const cluster = await createCluster<WriterPeer>(t, [RegistryService, Reference], {
      admit: 'nobody'
    })
    const { base } = cluster[0]!
    const append = base.append.bind(base)
    const appended: unknown[] = []
    base.append = async (blocks) => {
      appended.push(blocks)
      return append(blocks)
    }
    await cluster[0]!.putAll(plainEntries(300))
    t.is(appended.length, 1, 'calls of append for 300 entries, which belong together')
    const stranger = b4a.alloc(32, 9)
    for (let time = 0; time < 3; time++) await cluster[0]!.addWriter(stranger, { indexer: false })
    t.is(appended.length, 4, 'and for one writer who is added three times: what it is may change')
    await cluster[0]!.put(llama)
    const before = shortKey(cluster[0]!.viewKey)
    await cluster[0]!.addWriter(IdEnc.normalize(cluster[1]!.localKey))
    const keys = () => cluster.map((peer) => shortKey(peer.viewKey))
    const moved = () => keys()[0] !== before && keys()[0] === keys()[1]
    await until(`both peers have one view key, and not the old one ${before}`, moved, {
      seen: keys
    })
    t.is(cluster[1]!.base.isIndexer, true, 'our peer is an indexer')
    await signed('the put from before is signed under the new key', cluster[1]!, cluster)
    t.is((await cluster[0]!.status()).indexers, 2, 'indexers by status')
    await cluster[0]!.addWriter(cluster[0]!.localKey, { indexer: false })
    await until('your peer has made itself a plain writer', () => !cluster[0]!.base.isIndexer)
  }
)

check(
  'three indexers of which one is yours sign everything, block for block the same',
  {
    points: 2,
    task: '04.4',
    deadline: 60_000,
    hints: [
      'Your peer must be an indexer among the others: does addWriter pass on the flag?',
      'An indexer whose view differs in one block can sign nothing that the others accept.',
      'Compare your handlers and apply with the lesson of step 03: check first, write last, one flush.'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference, Reference]
    const cluster = await createCluster<WriterPeer>(t, classes, { admit: 'indexers' })
    for (const [index, entry] of zoo.entries()) await cluster[index]!.put(entry)
    await cluster.network.settle()
    for (const peer of cluster) await signed('all three puts', peer, cluster)
    await sameCores(cluster)
    t.alike(
      await cluster[0]!.view.get('whisper'),
      whisper,
      'a put of our second peer, read on yours'
    )
  }
)

check(
  'with one of three online a put is in the length and not in the signed length',
  {
    points: 2,
    task: '04.4',
    deadline: 60_000,
    hints: [
      'A majority of three is two. Who else could sign?',
      'length counts the tip, which apply makes at once; signedLength counts what two of three have confirmed.',
      'Add both others as indexers: addWriter(key) with indexer true by default.'
    ]
  },
  async (t) => {
    const classes = [RegistryService, RegistryService, Reference]
    const cluster = await createCluster<WriterPeer>(t, classes, { admit: 'indexers' })
    await cluster.network.isolate(0)
    const before = await cluster[0]!.status()
    await cluster[0]!.put(llama)
    const alone = await cluster[0]!.status()
    t.ok(alone.length > before.length, 'the put is in the length')
    t.ok(alone.signedLength < alone.length, 'and not in the signed length')
    t.alike(await cluster[0]!.view.get('llama'), llama, 'its own writer reads it at once')

    cluster.network.connect(0, 1)
    const back = cluster.slice(0, 2)
    await signed('the put, once a second indexer is back', cluster[0]!, back)
    await signed('the put, on the second indexer', cluster[1]!, back)
    t.alike(await cluster[1]!.view.get('llama'), llama)
  }
)

check(
  'two of three indexers sign without the third, which catches up later',
  {
    points: 2,
    task: '04.4',
    deadline: 60_000,
    hints: [
      'Two of three are a majority.',
      'Your second peer takes no part until it is connected again; then it must end with the same view.',
      'Nothing to add besides addWriter and its handler: check that both pass on { indexer }.'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference, RegistryService]
    const cluster = await createCluster<WriterPeer>(t, classes, { admit: 'indexers' })
    await cluster.network.isolate(2)
    await cluster[0]!.put(llama)
    await cluster[1]!.put(mistral)
    await cluster.network.settle([0, 1])
    await signed('both puts, without the third', cluster[0]!, cluster.slice(0, 2))
    t.is(await cluster[2]!.view.get('llama'), null, 'the third has not heard of them')
    cluster.network.connectAll()
    await cluster.network.settle()
    await sameViews(cluster)
    await signed('both puts, on the third', cluster[2]!, cluster)
  }
)

check(
  'the same puts give the same view in every order of meeting and parting',
  {
    points: 1,
    task: '04.4',
    deadline: 30_000,
    hints: [
      'The printed order is the shortest that fails; play it from the top.',
      'add-writer must do the same on every peer: take everything from the operation.',
      'await host.addWriter(key, { indexer })'
    ]
  },
  // Fewer than in 03: no order makes a writer, so here it is a second look at the same thing.
  (t) => checkOrders(t, [RegistryService, Reference, Reference], 5)
)

interface Admission {
  indexer: boolean | undefined
  removeable: boolean
  fault: Error | null
}

/** Dispatches add-writer in a world of the test's. */
function admit(router: () => Router, { indexer, removeable, fault }: Admission) {
  const block = encode('@registry/add-writer', { key: b4a.alloc(32, 7), indexer })
  return playHandler(router, block, { answers: { removeable }, fault })
}

/** The operation as the reference encodes it, so that a handler is graded by itself. */
function addWriter({ localKey }: WriterPeer, indexer: boolean): Uint8Array {
  return encode('@registry/add-writer', { key: localKey, indexer })
}

/** Waits until the view is signed to its end. What ends a stall comes in step 05: until then we do. */
async function signed(what: string, peer: WriterPeer, online = [peer]) {
  const help = createHelp(online)
  const level = async () => {
    if (peer.view.core.signedLength === peer.view.core.length) return true
    await help()
    return false
  }
  await until(`signed: ${what}`, level, {
    deadline: 30_000,
    seen: () => {
      const { length, signedLength } = peer.view.core
      return { peer: peerName(peer), length, signedLength }
    }
  })
}
