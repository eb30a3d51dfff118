import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService as ReferenceService } from '#reference/02-autobase/service.ts'
import { RegistryService } from '#work/02-autobase/service.ts'
import { check } from './support/check.ts'
import { createCluster, createStore } from './support/cluster.ts'
import type { Peer } from './support/cluster.ts'
import { putRejects } from './support/faults.ts'
import { llama, mistral, plainEntries, whisper, zoo } from './support/fixtures.ts'
import { ours } from './support/names.ts'
import { checkOrders } from './support/orders.ts'
import { until } from './support/until.ts'
import { linesOf, sameCores, sameViews } from './support/views.ts'

const Reference = ours(ReferenceService)

check(
  'a new base opens with an empty view',
  {
    points: 1,
    task: '02.1',
    hints: [
      'Autobase calls open with a store of its own. What does RegistryView need to be made?',
      'RegistryView takes a core, and the store gives one by name: store.get(name).',
      "return new RegistryView(store.get('view'))"
    ]
  },
  async (t) => {
    const [peer] = await createCluster(t, [RegistryService])
    t.is(await peer!.view.get('llama'), null, 'what get answers')
    t.alike(await linesOf(peer!.view), [], 'what list gives')
  }
)

check(
  'a peer that never wrote builds the same view from the blocks of another',
  {
    points: 2,
    task: '02.2',
    hints: [
      'apply runs on every peer, with the same blocks in the same order. Put what the block says into the view that apply is given, and flush.',
      'In a block the drive key is text, in a row it is bytes: IdEnc.decode makes one of the other.',
      'In the loop: await view.put({ ...value.entry, driveKey: IdEnc.decode(value.entry.driveKey) }). After the loop: await view.flush()'
    ]
  },
  async (t) => {
    const cluster = await createCluster<Peer>(t, [Reference, RegistryService], { admit: 'nobody' })
    await cluster[0]!.putAll(zoo)
    await cluster.network.settle()
    t.alike(await sameViews(cluster), [
      'llama (text-generation, drive key 1) by meta: A model that chats',
      'mistral (text-generation, drive key 3) by mistralai',
      'whisper (speech-recognition, drive key 2) by openai: A model that listens'
    ])
  }
)

check(
  'several blocks in one apply are stored by one flush',
  {
    points: 2,
    task: '02.2',
    hints: [
      'One apply call may carry several nodes. Where is your flush: inside the loop, after it, or nowhere?',
      'Each flush adds blocks to the view core. All peers must flush in the same places, or their cores differ.',
      'for (const { value } of nodes) { … } and after the loop: await view.flush()'
    ]
  },
  async (t) => {
    const cluster = await createCluster<Peer>(t, [Reference, RegistryService], { admit: 'nobody' })
    await cluster[0]!.putAll([{ ...llama, type: 'draft' }, { ...llama, type: 'review' }, llama])
    await cluster.network.settle()
    await sameViews(cluster)
    const [our, your] = cluster.map(({ view }) => view.core.length)
    t.is(your, our, 'blocks in the view core of your peer after a batch of three puts of one name')

    const { driveKey, ...rest } = mistral
    const put = { op: 'put-entry', entry: { ...rest, driveKey: IdEnc.normalize(driveKey) } }
    const admit = { op: 'add-writer', key: IdEnc.normalize(Object(cluster[1]!.base).local.key) }
    await Object(cluster[0]!.base).append([put, admit])
    await cluster.network.settle()
    const [theirs, yours] = await Promise.all(cluster.map(({ view }) => linesOf(view)))
    t.alike(yours, theirs, 'your view after a put and an add-writer in one apply')
  }
)

check(
  'an entry that was put is read from the view',
  {
    points: 1,
    task: '02.3',
    hints: [
      'put does not write to the view. It appends a block, and apply turns the block into a row.',
      'putAll appends what toPutBlock makes of each entry, and awaits it: only then has it been applied.',
      'await this.base.append(entries.map(toPutBlock))'
    ]
  },
  async (t) => {
    const [peer] = await createCluster(t, [RegistryService])
    const given = structuredClone(llama)
    await peer!.put(given)
    t.alike(await peer!.view.get('llama'), llama, 'what get answers once put has resolved')
    t.alike(given, structuredClone(llama), 'the entry that the caller gave, afterwards')
    const { local } = Object(peer!.base)
    const { length } = local
    await peer!.put(llama)
    t.is(local.length, length + 1, 'blocks of your writer, after a put of what is there already')
    await putRejects(t, peer!)
    const pair = await createCluster<Peer>(t, [Reference, RegistryService], { admit: 'nobody' })
    await t.exception(pair[1]!.put(llama), 'a put at a peer that is no writer')
    await pair[0]!.addWriter(pair[1]!.localKey)
    await until('it may write', () => Object(pair[1]!.base).writable)
    await pair[1]!.put(llama)
    t.alike(await pair[1]!.view.get('llama'), llama, 'its next put, once it was admitted')
  }
)

check(
  'putAll appends its entries as one batch',
  {
    points: 1,
    task: '02.3',
    hints: [
      'append takes one block or an array of blocks.',
      'Blocks that are appended one by one are applied one by one: another peer may see half of them.',
      'await this.base.append(entries.map(toPutBlock))'
    ]
  },
  async (t) => {
    const batch = [{ ...llama, type: 'draft' }, llama, ...plainEntries(300)]
    const [alone] = await createCluster(t, [Reference])
    await alone!.putAll(batch)
    const [peer] = await createCluster(t, [RegistryService])
    const given = [...batch]
    await peer!.putAll(given)
    t.is(
      peer!.view.core.length,
      alone!.view.core.length,
      'blocks in the view core of your peer, as of one flush of ours'
    )
    const [yours, ours] = await Promise.all([peer!, alone!].map((p) => p.view.core.treeHash()))
    t.alike(yours, ours, 'hash of the view core of your peer, and of one flush of ours')
    t.is((await linesOf(peer!.view)).length, 301, 'entries of a batch with 301 names')
    t.alike(await peer!.view.get('llama'), llama, 'of two with one name, the last')
    t.alike(given, batch, 'the array that the caller gave, afterwards')
    const before = peer!.base.local.length
    const broken = { ...whisper, driveKey: b4a.alloc(3) }
    const outcome = await peer!.putAll([mistral, broken]).then(
      () => 'resolves',
      () => 'rejects'
    )
    t.is(outcome, 'rejects', 'a batch with a drive key of three bytes, which cannot be encoded')
    t.is(peer!.base.local.length - before, 0, 'blocks that are stored of that batch')
  }
)

check(
  'a view is rebuilt from the blocks after a restart',
  {
    points: 1,
    task: '02.3',
    hints: [
      'The view must live on the store that open is given, and on no other.',
      'A view that is kept in memory, or on a core of your own, is not found again.',
      "return new RegistryView(store.get('view'))"
    ]
  },
  async (t) => {
    const store = await createStore(t, 1)
    const before = new RegistryService(store.namespace('registry'))
    await before.put(llama)
    await before.close()
    const after = new RegistryService(store.namespace('registry'))
    t.teardown(() => after.close())
    await after.ready()
    t.alike(await after.view.get('llama'), llama, 'what get answers after the restart')
  }
)

check(
  'two writers who were apart end up with the same view',
  {
    points: 2,
    task: '02.3',
    hints: [
      'When the peers meet, Autobase finds one order for all blocks, cuts the view back and applies again.',
      'apply must give the same view for the same blocks, whenever and wherever it runs: no clock, no randomness, no memory of its own.',
      'Take everything that you store from the block, nothing from this peer.'
    ]
  },
  async (t) => {
    const cluster = await createCluster(t, [RegistryService, RegistryService], { connected: false })
    await cluster[0]!.put(llama)
    await cluster[0]!.put({ ...mistral, type: 'first' })
    await cluster[1]!.put(whisper)
    await cluster[1]!.put({ ...mistral, type: 'second' })
    t.is((await linesOf(cluster[0]!.view)).length, 2, 'apart, your first peer has its own two')
    cluster.network.connectAll()
    await cluster.network.settle()
    t.is((await sameViews(cluster)).length, 3, 'together, both of your peers have the same three')
  }
)

check(
  'your peer agrees with two of our peers, block for block',
  {
    points: 2,
    task: '02.3',
    hints: [
      'The views hold the same entries, but their cores differ: something was written in a different way.',
      'Flush once per call of apply, and put what the block says and nothing else.',
      'for (const { value } of nodes) { await view.put(…) } await view.flush()'
    ]
  },
  async (t) => {
    const cluster = await createCluster<Peer>(t, [RegistryService, Reference, Reference])
    for (const [index, entry] of zoo.entries()) await cluster[index]!.put(entry)
    const changed = [whisper, mistral, whisper].map((entry, at) => ({ ...entry, type: `v${at}` }))
    await cluster[1]!.putAll(changed)
    await cluster.network.settle()
    t.is((await sameViews(cluster)).length, 3, 'entries on all peers')
    await sameCores(cluster)
  }
)

check(
  'the same puts give the same view in every order of meeting and parting',
  {
    points: 2,
    task: '02.3',
    deadline: 30_000,
    hints: [
      'Read the printed order from the top: which put should the last one to meet have replaced?',
      'The order of blocks is Autobase’s to find. apply only follows it.',
      'Nothing outside nodes, view and host may have a part in what apply stores.'
    ]
  },
  (t) => checkOrders(t, [RegistryService, Reference, Reference])
)
