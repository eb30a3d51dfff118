import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import b4a from 'b4a'

import { deploy, startService } from '../../support/deploy.ts'
import { mistral, whisper } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { kit } from '../support/last.ts'
import type { RegistryService } from '../support/last.ts'

interface LocalState {
  core: { key: Uint8Array }
  tx: object | null
  flush: (this: LocalState) => Promise<void>
}

const { prototype } = createRequire(import.meta.url)('autobase/lib/local-state.js') as {
  prototype: LocalState
}
/** Not every torn write leaves two parts that don't fit. */
const ROUNDS = 8

/**
 * Autobase stores the view, and in a second write the list of what is in it. A process that is
 * killed between the two is rare: here the second write of one writer does not reach the disk.
 */
test('a writer that was killed between two writes signs what the others sign', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const services = await deploy(net, [kit, kit, kit])
  const [first] = services

  const warnings: string[] = []
  for (const service of services) service.on('warning', (err: Error) => warnings.push(err.message))
  for (let round = 0; round < ROUNDS; round++) {
    const third = services.pop()!
    const tear = tearOff(third.localKey)
    await first!.put({ ...mistral, name: `mistral-${round}` })
    await until('a write of the third is torn', () => tear.torn > 0)
    await third.machine.stop()
    tear.mend()
    const { folder } = third
    const back = await startService(net, kit, { seed: 3, bootstrap: first!.key, folder })
    back.on('warning', (err: Error) => warnings.push(err.message))
    services.push(back)
    for (const service of services) await service.put(whisper)
    await untilLevel(services)
  }
  assert.deepEqual(warnings, [])
})

async function untilLevel(services: RegistryService[]): Promise<void> {
  const lines = () => {
    return services.map(
      ({ view: { core } }) => `length ${core.length}, signed ${core.signedLength}`
    )
  }
  const level = () => {
    const whole = services.every(({ view: { core } }) => core.signedLength === core.length)
    return whole && new Set(lines()).size === 1
  }
  await until('all views are signed to the same end', level, { deadline: 30_000, seen: lines })
}

/** Drops the second write of that writer until it is mended; counts them. */
function tearOff(localKey: Uint8Array) {
  const { flush } = prototype
  const tear = { torn: 0, mend: () => void (prototype.flush = flush) }
  prototype.flush = async function (this: LocalState) {
    if (!b4a.equals(this.core.key, localKey)) return flush.call(this)
    if (this.tx !== null) tear.torn++
    this.tx = null
  }
  return tear
}
