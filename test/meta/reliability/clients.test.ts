import assert from 'node:assert/strict'
import { test } from 'node:test'

import { deploy } from '../../support/deploy.ts'
import { llama, mistral } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { RegistryClient, createSwarm, kit } from '../support/last.ts'

const unavailable = { code: 'UNAVAILABLE' }

test('a client that can ask nobody reads on, never says that there is nothing, and ends', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [asked, other] = await deploy(net, [kit, kit])
  await asked!.put(llama, { durable: true })
  const machine = await net.machine(createSwarm, { seed: 70 })
  const options = { timeout: 4000, maxAge: 0 }
  const [patient, strict] = await Promise.all(
    [60_000, 0].map((maxStale) =>
      machine.start((store, swarm) => {
        return new RegistryClient(store, swarm, [asked!.serverKey], { ...options, maxStale })
      })
    )
  )
  for (const client of [patient!, strict!]) {
    await until('llama is read', () => client.get('llama').catch(() => null))
    assert.equal(await client.get('mistral'), null, 'a server was asked: there is none')
  }
  const { core } = other!.view
  await until('the other has it all', () => core.signedLength === core.length)

  await asked!.machine.stop()
  assert.deepEqual(await patient!.get('llama'), llama, 'what is here is read from the other')
  await assert.rejects(patient!.get('mistral'), unavailable, 'what may be elsewhere')
  await assert.rejects(strict!.get('llama'), unavailable, 'after maxStale, even what is here')
  await assert.rejects(strict!.view(), unavailable, 'and a list')
  await assert.rejects(patient!.put(mistral), unavailable)
})
