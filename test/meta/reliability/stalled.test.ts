import assert from 'node:assert/strict'
import { test } from 'node:test'
import b4a from 'b4a'

import { plainEntry } from '../../support/fixtures.ts'
import { Deployment } from '../../support/instances.ts'
import type { Remote } from '../../support/instances.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { BIN, RegistryReader, createSwarm } from '../support/last.ts'

test('what a frozen lead finds when it goes on does not undo what was signed in between', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const deployment = await new Deployment(net, new Cli(scope, BIN), ['--open']).open(3)
  const [lead, other] = await inOrder(deployment.instances)
  const old = { ...plainEntry(1), owner: 'old' }
  const newer = { ...old, owner: 'newer' }
  lead!.running.signal('SIGSTOP')
  try {
    // Sent to the lead first, then stored by itself.
    await other!.put(old)
    await until('a majority without the lead signs', async () => {
      return (await other!.put(newer, { durable: true }).catch(() => ({ signed: false }))).signed
    })
  } finally {
    lead!.running.signal('SIGCONT')
  }
  // By the time that it answers, it has read what came while it was frozen.
  await until('the lead stores again', () => lead!.put(plainEntry(2)).catch(() => null))
  await deployment.level('all have the same')
  const machine = await net.machine(createSwarm, { seed: 75 })
  const { viewKey } = await lead!.status()
  const reader = await machine.start((store, swarm) => new RegistryReader(store, swarm, viewKey))
  await until('the reader has all', () => reader.view.get(plainEntry(2).name))
  assert.equal((await reader.view.get(old.name))?.owner, 'newer')
})

/** The lead first: the one with the greatest local key. */
async function inOrder(instances: Remote[]): Promise<Remote[]> {
  const all = await Promise.all(
    instances.map(async (instance) => ({ instance, key: (await instance.status()).localKey }))
  )
  return all.sort((a, b) => b4a.compare(b.key, a.key)).map(({ instance }) => instance)
}
