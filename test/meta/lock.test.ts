import assert from 'node:assert/strict'
import { test } from 'node:test'

import { fickle, tooNew, unlocked } from './lock.ts'

test('a package that the oldest Node does not run is named', () => {
  const packages = {
    'node_modules/new': { engines: { node: '^20.20 || >=22' } },
    'node_modules/old': { engines: { node: '>=12' } },
    'node_modules/silent': {}
  }
  assert.deepEqual(tooNew(packages, '>=20.19'), ['node_modules/new asks for Node ^20.20 || >=22'])
})

test('what only some versions of npm write is named', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { libc: ['glibc'], resolved: 'https://registry.example/b.tgz' }
  }
  assert.deepEqual(fickle(packages), [
    'take libc out of node_modules/b',
    'take resolved out of node_modules/b'
  ])
})

test('an optional package that is not locked is named', () => {
  const packages = { 'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0' } } }
  assert.deepEqual(unlocked(packages), ['a-linux, which node_modules/a names, is not locked'])
})
