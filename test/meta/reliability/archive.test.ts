import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import b4a from 'b4a'

import { Archive } from '#reference/29-pressure/base/archive.ts'
import { createStore } from '../../support/cluster.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'

/** A base that was fast-forwarded: it lists a removed writer, and never asks for its blocks. */
class SkippedBase extends EventEmitter {
  readonly closing = false
  readonly local = { recovering: false }
  readonly system = { list: () => this.#list() }
  readonly #lost: Uint8Array

  constructor(lost: Uint8Array) {
    super()
    this.#lost = lost
  }

  async advance(): Promise<void> {}

  async *#list() {
    yield { key: this.#lost, value: { isRemoved: true } }
  }
}

test('an instance has every block of a writer that the base has skipped', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const [theirs, ours] = [await createStore(scope, 1), await createStore(scope, 2)]
  const lost = theirs.get({ name: 'lost' })
  await lost.ready()
  await lost.append(Array.from({ length: 30 }, (_, at) => b4a.from(`block ${at}`)))
  const streams = [theirs.replicate(true), ours.replicate(false)]
  for (const stream of streams) stream.on('error', () => {})
  streams[0]!.pipe(streams[1]!).pipe(streams[0]!)

  const base = new SkippedBase(lost.key)
  const archive = new Archive(base as never, ours)
  scope.teardown(() => archive.close())
  base.emit('reboot')
  const kept = ours.get({ key: lost.key })
  scope.teardown(() => kept.close())
  const whole = () => kept.contiguousLength === lost.length
  await until('its blocks are here', whole, { seen: () => kept.contiguousLength })
  await lost.append(b4a.from('a late one'))
  await until('a later one, too', whole, { seen: () => kept.contiguousLength })
})
