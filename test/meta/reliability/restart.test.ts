import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import b4a from 'b4a'

import { deploy, startInstance, startService } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { Instance, RegistryReader, kit } from '../support/last.ts'

/** So many entries take more than the 32,768 blocks of one page of a bitfield. */
const ENTRIES = 9000
const BATCH = 250

test('once the indexers have changed, a reader gets every block from one that has restarted', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [first] = await deploy(net, [kit])
  for (let at = 0; at < ENTRIES; at += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => at + index)
    await first!.putAll(numbers.map((number) => plainEntry(number)))
  }
  const before = first!.viewKey
  const second = await startService(net, kit, { seed: 2, bootstrap: first!.key })
  await first!.addWriter(second.localKey)
  const changed = () => !b4a.equals(first!.viewKey, before)
  await until('the first has copied the view', changed, { deadline: 60_000 })
  for (const { machine } of [first!, second]) await machine.stop()

  const again = await startService(net, kit, { seed: 1, folder: first!.folder })
  const { length } = again.view.core
  assert.ok(length > 32_768)
  const machine = await net.machine(kit.createSwarm, { seed: 60 })
  const reader = await machine.start(
    (store, swarm) => new RegistryReader(store, swarm, again.viewKey, { download: true })
  )
  const { core } = reader.view
  await until('the reader has all blocks', () => core.contiguousLength === length, {
    deadline: 60_000,
    seen: () => `${core.contiguousLength} of ${length}`
  })
})

test('a newcomer that is stopped before it has all of the view starts again', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const first = await startInstance(net, Instance)
  const entries = Array.from({ length: 2000 }, (_, number) => plainEntry(number))
  for (let at = 0; at < entries.length; at += BATCH) {
    await first.service.putAll(entries.slice(at, at + BATCH))
  }
  const folder = join(net.folder(), 'storage')
  const options = { dht: net.dht, bootstrap: first.service.key }
  const early = new Instance(folder, options)
  scope.teardown(() => early.close())
  await early.ready()
  const { core } = early.service.view
  // As if it were killed before it begins to copy.
  core.download = () => ({ done: async () => {}, destroy() {} })
  const { length } = first.service.view.core
  await until('it has jumped to what is signed', () => core.length >= length)
  // What a jump brings is the last block alone; a look-up since then may have brought others.
  await clear(core, length - 1)
  assert.ok(core.contiguousLength < length, 'it lacks blocks')
  await early.close()

  const again = new Instance(folder, options)
  scope.teardown(() => again.close())
  let isReady = false
  void again.ready().then(() => (isReady = true))
  await until('it is ready', () => isReady, { deadline: 30_000 })
  assert.ok(await again.service.view.get('entry-7'))
})

/** Removes the blocks before that one from the disk. */
async function clear(core: unknown, end: number): Promise<void> {
  const { core: shared } = core as {
    core: { state: { clear(start: number, end: number): Promise<void> } }
  }
  await shared.state.clear(0, end)
}
