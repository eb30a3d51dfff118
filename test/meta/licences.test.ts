import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judge } from './licences.ts'

test('a package without a licence, or with one that is not allowed, is named', () => {
  const cases = judge({
    '': { license: 'Apache-2.0' },
    'node_modules/mild': { license: 'MIT' },
    'node_modules/strict': { license: 'AGPL-3.0' },
    'node_modules/silent': {},
    'node_modules/stranger': { license: 'CC BY-SA 4.0' }
  })
  const problems = cases.flatMap(({ problem }) => problem ?? [])
  assert.deepEqual(problems, [
    'node_modules/strict',
    'node_modules/silent',
    'node_modules/stranger'
  ])
})
