import assert from 'node:assert/strict'
import { test } from 'node:test'
import b4a from 'b4a'

import { deploy, startService } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { RegistryReader, kit } from '../support/last.ts'

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
