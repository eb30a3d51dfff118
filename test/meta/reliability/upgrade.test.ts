import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Corestore from 'corestore'

import { startService } from '../../support/deploy.ts'
import { plainEntries, plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { RegistryService, kit } from '../support/last.ts'

/** So many that an instance which was away jumps to what is signed. */
const MISSED = 128

class Newer extends RegistryService {
  constructor(store: Corestore, options: object) {
    super(store, { ...options, version: 2 })
  }
}

test('an old program that jumps over the announcement halts before it takes a put', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const first = await startService(net, { ...kit, Service: Newer }, { seed: 1 })
  const old = await startService(net, kit, { seed: 2, bootstrap: first.key })
  await first.addWriter(old.localKey, { indexer: false })
  await until('the old one may write', () => old.base.writable)
  await old.machine.stop()
  await first.upgrade()
  for (const entry of plainEntries(MISSED)) await first.put(entry)
  const { core } = first.view
  await until('all is signed', () => core.signedLength === core.length)

  const { folder } = old
  const again = await startService(net, kit, { seed: 2, bootstrap: first.key, folder })
  const halted = async () => (await again.status()).halted
  const reason = await until('it has halted, though nobody asked it for a put', halted)
  assert.equal(reason, 'version 2 is in use, this program knows 1: update it')
  const { writable, version } = await again.status()
  assert.deepEqual({ writable, version }, { writable: false, version: 2 })
  await assert.rejects(again.put(plainEntry(500)), { code: 'HALTED' })
  const last = await again.view.get(plainEntry(MISSED - 1).name)
  assert.ok(last, 'it has what came after the announcement, by the jump alone, and reads it')
})
