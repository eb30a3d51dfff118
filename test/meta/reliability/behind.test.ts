import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'

import { Copy } from '#reference/29-pressure/base/copy.ts'
import { applyInTurns } from '#reference/29-pressure/base/turns.ts'
import { deploy, startService } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { encode, kit } from '../support/last.ts'

/** Fewer than Autobase applies without a look at anything else. */
const BLOCKS = 16
const OPERATIONS = 256

test('a put has its place while much of others is applied', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [first] = await deploy(net, [kit])
  const other = await startService(net, kit, { seed: 2, bootstrap: first!.key })
  await first!.addWriter(other.localKey, { indexer: false })
  await until('the other may write', () => other.base.writable)
  await first!.put(plainEntry(0))
  // All of it is here before any of it is applied.
  first!.base.pause()
  for (let block = 0; block < BLOCKS; block++) await other.base.append(batch(block))
  const { length } = other.base.local
  const core = first!.machine.store.get({ key: other.localKey })
  scope.teardown(() => core.close())
  await core.ready()
  core.download({ start: 0, end: length })
  await until('all blocks are here', () => core.contiguousLength === length, { deadline: 60_000 })

  first!.base.resume()
  const all = first!.base.update()
  const taken = () =>
    [...first!.base.activeWriters].find((each) => b4a.equals(each.core.key, core.key))
  await until('it has begun', () => (taken()?.length ?? 0) > 0, { interval: 1 })
  await first!.put({ ...plainEntry(1), name: 'in between' })
  const applied = await first!.view.get(nameOf(BLOCKS - 1, OPERATIONS - 1))
  assert.equal(applied, null, 'the put is answered before the last operation of others is applied')
  await all
  const last = () => first!.view.get(nameOf(BLOCKS - 1, OPERATIONS - 1)).then(Boolean)
  await until('all is applied', last, { deadline: 60_000 })
  assert.ok(await first!.view.get('in between'), 'and the put is still there')
})

test('nothing is appended before the core of the writer is open: that would never end', async () => {
  let opened = false
  const core = { ready: async () => void (await after(10), (opened = true)) }
  const append = async () => assert.ok(opened, 'the core is open')
  const base = { append, localWriter: { core } }
  applyInTurns(base as never)
  await (base.append as (block: null) => Promise<void>)(null)
})

test('the rest of the view is fetched once the indexers are those that have signed it', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const fetched: object[] = []
  const download = (range: object) => fetched.push(range)
  const core = {
    length: 7,
    manifest: { signers: [1], prologue: { length: 5 } },
    peers: [{ remoteContiguousLength: 4 }],
    download
  }
  const base = { view: { core }, core: { length: 3, download }, system: { indexers: [1, 2] } }
  const whole = [7, 3].map((end) => ({ start: 0, end }))
  const copy = new Copy(base as never)
  copy.renew()
  for (let second = 1; second < 60; second++) mock.timers.tick(1000)
  assert.deepEqual(fetched, [], 'while a change is under way')
  mock.timers.tick(1000)
  assert.deepEqual(fetched, whole, 'view and system after a minute: it may never be signed')
  fetched.length = 0
  core.manifest.signers = [1, 2]
  copy.renew()
  copy.renew()
  mock.timers.tick(10_000)
  assert.deepEqual(fetched, [], 'while nobody has all that the change has copied')
  core.peers.push({ remoteContiguousLength: 5 })
  mock.timers.tick(1000)
  assert.deepEqual(fetched, whole, 'once, after it')
  copy.renew()
  copy.stop()
  mock.timers.tick(10_000)
  assert.equal(fetched.length, 2, 'not after the end')
  mock.timers.reset()
})

function batch(block: number): Uint8Array {
  const operations = Array.from({ length: OPERATIONS }, (_, at) =>
    encode('@registry/put-entry', { ...plainEntry(at), name: nameOf(block, at) })
  )
  return encode('@registry/batch', { operations })
}

function nameOf(block: number, at: number): string {
  return `other-${block}-${at}`
}
