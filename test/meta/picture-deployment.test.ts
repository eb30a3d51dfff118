import assert from 'node:assert/strict'
import { test } from 'node:test'

import { faultOf } from '#support/deployment-fault.ts'
import type { Found } from '#support/deployment-fault.ts'

const [ONE, OTHER] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const level = { viewKey: ONE, length: 9, signedLength: 9, indexers: 3 }

function found(...changes: Partial<Found>[]): Found[] {
  return ['a', 'b', 'c'].map((key, at) => ({ key, ended: false, status: level, ...changes[at] }))
}

const FAULTS: [name: string, found: Found[], key: string, sentence: RegExp][] = [
  ['one that has ended', found({}, { ended: true, status: null }), 'b', /% has ended/],
  ['one that hangs', found({}, {}, { status: null }), 'c', /% runs, and does not answer/],
  [
    'one on another set of indexers',
    found({}, {}, { status: { ...level, viewKey: OTHER } }),
    'c',
    /% has another view key/
  ],
  [
    'instances that were not admitted',
    found(...Array.from({ length: 3 }, () => ({ status: { ...level, indexers: 1 } }))),
    'a',
    /% counts 1 indexer, and 3 instances/
  ],
  [
    'one that misses blocks',
    found({}, { status: { ...level, length: 7, signedLength: 7 } }),
    'b',
    /% has 7 blocks of the view, and another one has 9/
  ],
  [
    'a majority that does not sign',
    found(...Array.from({ length: 3 }, () => ({ status: { ...level, signedLength: 5 } }))),
    'a',
    /no majority signs them: 5 of 9/
  ]
]
for (const [name, instances, key, sentence] of FAULTS) {
  test(`what is marked in a deployment that failed: ${name}`, () => {
    const fault = faultOf(instances)
    assert.equal(fault.key, key)
    assert.match(fault.sentence, sentence)
  })
}

test('an answered put that is lost comes before all else', () => {
  const { entry, sentence } = faultOf(found({ status: null }), ['round-1-2', 'round-1-4'])
  assert.equal(entry, 'round-1-2')
  assert.match(sentence, /^round-1-2 was put and answered, and is in no view/)
})
