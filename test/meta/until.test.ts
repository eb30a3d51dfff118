import assert from 'node:assert/strict'
import { test } from 'node:test'

import { awaited, forgetAwaited, named, until } from '../support/until.ts'

test('a wait has its name until it ends, or until the next test begins', async () => {
  let finish: (value: number) => void = () => {}
  const wait = named('a call', () => new Promise<number>((resolve) => (finish = resolve)))
  void named('a call', () => new Promise(() => {}))
  const seen = until('a condition', () => awaited().length === 2 && awaited())
  assert.deepEqual(await seen, ['a call', 'a condition'])

  finish(1)
  assert.equal(await wait, 1)
  assert.deepEqual(awaited(), ['a call'], 'the one that hangs')
  forgetAwaited()
  assert.deepEqual(awaited(), [])
})

test('a call that rejects is not waited for any longer', async () => {
  await assert.rejects(
    named('a call', () => Promise.reject(new Error('no'))),
    /no/
  )
  assert.deepEqual(awaited(), [])
})
