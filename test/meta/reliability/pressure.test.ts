import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'

import { Pressure } from '#reference/25-recovery/base/pressure.ts'
import { RegistryService } from '#reference/25-recovery/service.ts'
import { createSwarm } from '#reference/25-recovery/net/swarm.ts'
import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'

const LANES = 64
const PUTS = 1500

test('an append is held back until the tip is short', async () => {
  const base = new Base(1000, 100)
  let eased = false
  const easing = new Pressure(base, 60_000).ease().then(() => (eased = true))
  base.sign(400)
  await new Promise(setImmediate)
  assert.equal(eased, false)
  base.sign(600)
  await easing
})

test('without a majority one append waits, and none after it until signing goes on', async () => {
  const base = new Base(1000, 100)
  const pressure = new Pressure(base, 20)
  await pressure.ease()
  base.view.core.length += 100
  const patient = pressure.ease()
  assert.equal(await Promise.race([patient.then(() => 'at once'), soon()]), 'at once')
  base.sign(101)
  assert.equal(await Promise.race([pressure.ease().then(() => 'at once'), soon()]), 'held back')
})

test('under a load that never lets up the tip stays short', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const kit = { Service: RegistryService, createSwarm }
  const services = await deploy(await createNet(scope), [kit, kit, kit])
  let longest = 0
  let started = 0
  const lane = async (index: number) => {
    const service = services[index % services.length]!
    while (started < PUTS) {
      await service.put({ ...plainEntry(1), name: `entry-${started++}` })
      const { length, signedLength } = service.view.core
      longest = Math.max(longest, length - signedLength)
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)))
  t.diagnostic(`longest tip: ${longest} blocks`)
  assert.ok(longest < 3000, `longest tip: ${longest} blocks`)
})

class Base extends EventEmitter {
  readonly view: { core: { length: number; signedLength: number } }

  constructor(length: number, signedLength: number) {
    super()
    this.view = { core: { length, signedLength } }
  }

  sign(signedLength: number): void {
    this.view.core.signedLength = signedLength
    this.emit('update')
  }
}

/** What comes after all that is ready now. */
function soon(): Promise<string> {
  return new Promise((resolve) => setImmediate(resolve, 'held back'))
}
