import assert from 'node:assert/strict'
import { test } from 'node:test'

import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { kit } from '../support/last.ts'

const LANES = 64
const PUTS = 1500
/** Blocks of the view; one put makes about four. */
const MAX_TIP = 3000

test('under a load that never lets up the tip stays short', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
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
  assert.ok(longest < MAX_TIP, `longest tip: ${longest} blocks`)
})
