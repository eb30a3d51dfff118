import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Acks } from '#reference/29-pressure/base/acks.ts'
import { FakeBase } from '../support/acks.ts'

test('a caller that puts as soon as the put before is signed doesn’t meet the pace', async () => {
  const base = new FakeBase(9, [3, 8, 9])
  const acks = new Acks(base)
  for (let put = 1; put <= 5; put++) {
    const { length } = base.local
    base.sign()
    base.grow()
    await acks.look()
    assert.equal(base.local.length, length + 1, `null blocks at the look after put ${put}`)
  }
})
