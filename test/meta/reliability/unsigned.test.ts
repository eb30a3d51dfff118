import assert from 'node:assert/strict'
import { test } from 'node:test'
import b4a from 'b4a'

import { Instance } from '#reference/29-pressure/instance/instance.ts'
import { readStopped } from '#reference/29-pressure/instance/stopped.ts'
import { deploy, startInstance, startService } from '../../support/deploy.ts'
import { llama, mistral, plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { kit } from '../support/last.ts'

const RESTARTS = 3

/** The survivor's tip then has fewer indexers than the majority has agreed on. */
test('a removal that nobody signed yet outlives restarts, and makes no majority of its own', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [first, second] = await deploy(net, [kit, kit])
  await first!.put(llama, { durable: true })
  await second!.machine.stop()
  await first!.put(mistral)
  await first!.removeWriter(second!.localKey)
  await until('the tip has one indexer', () => first!.base.system?.indexers.length === 1)
  const { viewKey, folder, key } = first!
  const { signedLength } = first!.view.core
  await first!.machine.stop()

  for (let restart = 1; restart <= RESTARTS; restart++) {
    const back = await startService(net, kit, { seed: 1, bootstrap: key, folder })
    assert.deepEqual(await back.view.get('mistral'), mistral, `restart ${restart}, at once`)
    await back.put(plainEntry(restart))
    assert.ok(b4a.equals(back.viewKey, viewKey), `restart ${restart}: the same view key`)
    assert.equal(back.view.core.signedLength, signedLength, `restart ${restart}: nothing is signed`)
    await back.machine.stop()
  }

  const [back, other] = await Promise.all([
    startService(net, kit, { seed: 1, bootstrap: key, folder }),
    startService(net, kit, { seed: 2, bootstrap: key, folder: second!.folder })
  ])
  const alone = () => !b4a.equals(back.viewKey, viewKey) && !other.base.isIndexer
  await until('both have signed the removal', alone, { deadline: 30_000 })
  const { core } = back.view
  await until('the rest is signed', () => core.signedLength === core.length, { deadline: 30_000 })
  assert.deepEqual(await back.view.get(`entry-${RESTARTS}`), plainEntry(RESTARTS))
})

test('the folder of a stopped instance has at once what nobody signed', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const one = await startInstance(net, Instance)
  const { service, folder } = one
  const lost = await startService(net, kit, { seed: 2, bootstrap: service.key })
  await service.addWriter(lost.localKey)
  await until('the other is an indexer', () => lost.base.isIndexer)
  await service.put(llama, { durable: true })
  await lost.machine.stop()
  await service.put(mistral)
  await service.removeWriter(lost.localKey)
  await one.close()

  for (let run = 1; run <= RESTARTS; run++) {
    const names = await readStopped(folder, async (view) => {
      const all: string[] = []
      for await (const { name } of view.list()) all.push(name)
      return all
    })
    assert.deepEqual(names, ['llama', 'mistral'], `run ${run}`)
  }
})
