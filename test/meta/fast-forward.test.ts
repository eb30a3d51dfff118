import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import b4a from 'b4a'

import { endUselessFastForward } from '#reference/29-pressure/base/fast-forward.ts'
import type { Base } from '#reference/29-pressure/base/fast-forward.ts'

const OLD = b4a.alloc(32, 1)
const NEW = b4a.alloc(32, 2)

/** Moves a base to the core NEW, while a fast-forward to `key` is under way; counts its closes. */
function moveTo(key: Uint8Array, waiting: object[]): number {
  const core = Object.assign(new EventEmitter(), { key: OLD })
  let closes = 0
  const close = async () => void closes++
  endUselessFastForward({
    core,
    fastForwarding: { key, waiting: new Set(waiting), close }
  } as unknown as Base)
  core.key = NEW
  core.emit('migrate')
  return closes
}

test('a fast-forward that waits for a core that this peer has made meanwhile is ended', () => {
  assert.equal(moveTo(NEW, [{}]), 1)
})

test('one to another set of indexers goes on', () => {
  assert.equal(moveTo(b4a.alloc(32, 3), [{}]), 0)
})

test('one that has what it waited for goes on: it leads further than what was made here', () => {
  assert.equal(moveTo(NEW, []), 0)
})
