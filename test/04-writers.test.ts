import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService as Reference } from '#reference/04-writers/service.ts'
import { encode } from '#reference/04-writers/spec/dispatch/index.js'
import { Nudge } from '#work/04-writers/nudge.ts'
import { build } from '#work/04-writers/schema.ts'
import { RegistryService } from '#work/04-writers/service.ts'
import { check } from './support/check.ts'
import { createCluster } from './support/cluster.ts'
import type { Peer } from './support/cluster.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import { shortKey } from './support/network.ts'
import { checkOrders } from './support/orders.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'
import { sameCores, sameViews } from './support/views.ts'

interface WriterPeer extends Peer {
  base: Peer['base'] & { append(block: Uint8Array | null): Promise<unknown> }
  readonly viewKey: Uint8Array
  readonly isIndexer: boolean
  addWriter(key: Uint8Array | string, options?: { indexer: boolean }): Promise<unknown>
  status(): Promise<{ length: number; signedLength: number; indexers: number; skipped: number }>
}

/** Milliseconds without progress; among peers of one process signing takes less. */
const STALL = 300

check(
  'the struct writer says whether the writer is to be an indexer',
  {
    points: 1,
    task: '04.1',
    hints: [
      'A schema only grows: the new field stands after the old one.',
      'The type of a yes or no is bool.',
      "fields: [{ name: 'key', type: 'fixed32', required: true }, { name: 'indexer', type: 'bool' }]"
    ]
  },
  (t) => checkSpec(t, build, { step: '04-writers', before: '03-dispatch' })
)

check(
  'a plain writer may append, and the view key stays as it was',
  {
    points: 2,
    task: '04.2',
    hints: [
      'The operation says which kind of writer it is to be: hand that on to the host.',
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
    await until('the second peer may write', () => cluster[1]!.base.writable)
    await cluster[1]!.put(llama)
    await cluster.network.settle()
    await sameViews(cluster)
    await signed('the put, by the only indexer there is', cluster[0]!)
    t.is((await cluster[0]!.status()).indexers, 1, 'indexers by status')
    t.is(cluster[1]!.isIndexer, false, 'the second peer is no indexer')
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
    task: '04.2',
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
    t.is(cluster[0]!.isIndexer, true, 'the first peer is still the indexer')
    const skipped = await Promise.all(cluster.map((peer) => peer.status().then((s) => s.skipped)))
    t.alike(skipped, [1, 1], 'skipped blocks on each peer')
  }
)

check(
  'addWriter makes an indexer unless told otherwise, and all move to a new view key',
  {
    points: 2,
    task: '04.3',
    hints: [
      'addWriter appends an operation, as putAll does; it changes nothing by itself.',
      'Encode @registry/add-writer with the decoded key and the flag.',
      "await this.base.append(encode('@registry/add-writer', { key: IdEnc.decode(key), indexer }))"
    ]
  },
  async (t) => {
    const cluster = await createCluster<WriterPeer>(t, [RegistryService, Reference], {
      admit: 'nobody'
    })
    await cluster[0]!.put(llama)
    const before = shortKey(cluster[0]!.viewKey)
    await cluster[0]!.addWriter(IdEnc.normalize(cluster[1]!.localKey))
    const keys = () => cluster.map((peer) => shortKey(peer.viewKey))
    const moved = () => keys()[0] !== before && keys()[0] === keys()[1]
    await until(`both peers have one view key, and not the old one ${before}`, moved, {
      seen: keys
    })
    t.is(cluster[1]!.isIndexer, true, 'the second peer is an indexer')
    await signed('the put from before is signed under the new key', cluster[1]!)
    t.is((await cluster[0]!.status()).indexers, 2, 'indexers by status')
  }
)

check(
  'three indexers of which one is yours sign everything, block for block the same',
  {
    points: 2,
    task: '04.3',
    deadline: 20_000,
    hints: [
      'Your peer must be an indexer among the others: does addWriter hand on the flag?',
      'An indexer whose view differs in one block can sign nothing that the others accept.',
      'Compare your handlers and apply with the lesson of step 03: check first, write last, one flush.'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference, Reference]
    const cluster = await createCluster<WriterPeer>(t, classes, { admit: 'indexers' })
    for (const [index, entry] of zoo.entries()) await cluster[index]!.put(entry)
    await cluster.network.settle()
    for (const peer of cluster) await signed('all three puts', peer)
    await sameCores(cluster)
    t.alike(
      await cluster[0]!.view.get('whisper'),
      whisper,
      'a put of the third peer, read on the first'
    )
  }
)

check(
  'with one of three online a put is in the length and not in the signed length',
  {
    points: 2,
    task: '04.3',
    deadline: 40_000,
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
    await signed('the put, once a second indexer is back', cluster[0]!)
    await signed('the put, on the second indexer', cluster[1]!)
    t.alike(await cluster[1]!.view.get('llama'), llama)
  }
)

check(
  'two of three indexers sign without the third, which catches up later',
  {
    points: 2,
    task: '04.3',
    deadline: 40_000,
    hints: [
      'Two of three are a majority.',
      'The third peer takes no part until it is connected again; then it must end with the same view.',
      'Nothing to add beside addWriter and its handler: check that both hand on { indexer }.'
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
    await signed('both puts, on the third', cluster[2]!)
  }
)

check(
  'the same puts give the same view in every order of meeting and parting',
  {
    points: 1,
    task: '04.3',
    deadline: 30_000,
    hints: [
      'The printed order is the shortest that fails; play it from the top.',
      'add-writer must do the same on every peer: take all from the operation.',
      'await host.addWriter(key, { indexer })'
    ]
  },
  // Fewer than in 03: no order makes a writer, so here it is a second look at the same thing.
  (t) => checkOrders(t, [RegistryService, Reference, Reference], 5)
)

check(
  'the nudge appends an empty block when signing has made no progress, and only then',
  {
    points: 2,
    task: '04.4',
    hints: [
      'Compare the signed length with what it was at the last look.',
      'No progress and something unsigned is a stall. Only an indexer can do something about it.',
      'if (stalled && this.#base.isIndexer) await this.#base.append(null)'
    ]
  },
  async (t) => {
    const stalled = fakeBase({ isIndexer: true, length: 5, signedLength: 3 })
    const level = fakeBase({ isIndexer: true, length: 5, signedLength: 5 })
    const writer = fakeBase({ isIndexer: false, length: 5, signedLength: 3 })
    const nudges = [stalled, level, writer].map((base) => new Nudge(base, 1))
    t.teardown(async () => nudges.forEach((nudge) => nudge.stop()))
    for (const nudge of nudges) nudge.start()
    await until('the stalled base has been nudged twice', () => stalled.appended.length >= 2, {
      seen: () => stalled.appended
    })
    t.alike(new Set(stalled.appended), new Set([null]), 'what the stalled base appended')
    t.alike(level.appended, [], 'a base that is signed to its end is left alone')
    t.alike(writer.appended, [], 'so is a peer that is no indexer')
  }
)

check(
  'the nudge leaves a base alone whose signed length moves on',
  {
    points: 1,
    task: '04.4',
    hints: [
      'Behind is not stalled: signing takes a moment even when all is well.',
      'Keep what the signed length was at the last look, and compare.',
      'const stalled = unsigned && signedLength === this.#seen'
    ]
  },
  async (t) => {
    const base = fakeBase({ isIndexer: true, length: 1000, signedLength: 3 })
    let looks = 0
    const moving = {
      ...base,
      get view() {
        return { core: { ...base.view.core, signedLength: Math.min(looks++, 500) } }
      }
    }
    const nudge = new Nudge(moving, 1)
    t.teardown(async () => nudge.stop())
    nudge.start()
    await until('the nudge has looked ten times', () => looks >= 10)
    t.alike(base.appended, [], 'blocks appended')
  }
)

check(
  'the nudge waits longer while nothing moves, and starts anew when something does',
  {
    points: 1,
    task: '04.4',
    hints: [
      'Without a majority nobody can sign, however often you ask: an empty block a second would fill the disk.',
      'After a stall the next wait is GROWTH times the last one, at most MAX_PATIENCE; otherwise it is #patience again.',
      'this.#wait = stalled ? Math.min(this.#wait * GROWTH, MAX_PATIENCE) : this.#patience'
    ]
  },
  async (t) => {
    const stuck = fakeBase({ isIndexer: true, length: 50, signedLength: 3 })
    const moving = fakeBase({ isIndexer: true, length: 50, signedLength: 3 })
    const nudges = [stuck, moving].map((base) => new Nudge(base, 2))
    t.teardown(async () => nudges.forEach((nudge) => nudge.stop()))
    const start = performance.now()
    for (const nudge of nudges) nudge.start()
    const both = () => Math.min(stuck.appended.length, moving.appended.length) >= 8
    await until('both stalled bases have been nudged eight times', both, {
      seen: () => [stuck.appended, moving.appended]
    })
    const took = Math.round(performance.now() - start)
    t.ok(took > 80, `eight nudges with a patience of 2 ms take longer and longer: ${took} ms`)

    moving.view.core.signedLength++
    const [stuckNow, movingNow] = [stuck.appended.length, moving.appended.length]
    const again = () => moving.appended.length >= movingNow + 5
    await until('the base that moved on has been nudged five times more', again)
    t.ok(stuck.appended.length <= stuckNow + 2, 'the one that is stuck waits longer meanwhile')
  }
)

/** The operation as the reference encodes it, so that a handler is graded by itself. */
function addWriter({ localKey }: WriterPeer, indexer: boolean): Uint8Array {
  return encode('@registry/add-writer', { key: localKey, indexer })
}

/**
 * To end a stall is task 04.4. Whoever has not done it yet is helped here by empty blocks, of one
 * indexer after the other: it may be another that has signed and not yet told.
 */
async function signed(what: string, peer: WriterPeer, online = [peer]) {
  let moved = { at: performance.now(), to: -1 }
  let helped = 0
  const level = async () => {
    const { length, signedLength } = peer.view.core
    if (signedLength === length) return true
    const now = performance.now()
    if (signedLength !== moved.to) moved = { at: now, to: signedLength }
    if (now - moved.at < STALL) return false
    await online[helped++ % online.length]!.base.append(null)
    moved.at = now
    return false
  }
  await until(`signed: ${what}`, level, { deadline: 15_000, seen: () => peer.status() })
}

function fakeBase({
  isIndexer,
  ...core
}: {
  isIndexer: boolean
  length: number
  signedLength: number
}) {
  const appended: null[] = []
  const local = { length: 0 }
  return {
    isIndexer,
    appended,
    local,
    // The indexers are not changing: the tip has those that sign.
    system: { indexers: [] },
    linearizer: { indexers: [] },
    view: { core: { key: b4a.alloc(32, 1), ...core } },
    update: async () => {},
    append: async (block: null) => {
      appended.push(block)
      local.length++
    }
  }
}
