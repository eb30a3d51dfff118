import assert from 'node:assert/strict'
import { test } from 'node:test'
import b4a from 'b4a'
import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'

import { startService } from '../../support/deploy.ts'
import { plainEntries, plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { Access, RegistryClient, RegistryService, createSwarm, kit } from '../support/last.ts'

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

test('a plain writer refuses what all peers would skip: changes of members, and an upgrade', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const first = await startService(net, kit, { seed: 1 })
  const admin = HyperDHT.keyPair(b4a.alloc(32, 7))
  const access = new Access({ admins: [admin.publicKey] })
  const place = { seed: 2, bootstrap: first.key, options: { access } }
  const plain = await startService(net, { ...kit, Service: Newer }, place)
  const machine = await net.machine(createSwarm, { seed: 70 })
  const client = await machine.start((store, swarm) => {
    return new RegistryClient(store, swarm, [plain.serverKey], { keyPair: admin })
  })
  const key = b4a.alloc(32, 9)
  await assert.rejects(client.call('upgrade', {}), { code: 'NOT_WRITABLE' }, 'not admitted yet')
  await first.addWriter(plain.localKey, { indexer: false })
  await until('it may write', () => plain.base.writable)
  const { length } = plain.base.local
  const refused = { code: 'REFUSED' }
  await assert.rejects(client.call('add-writer', { key, indexer: false }), refused)
  await assert.rejects(client.call('remove-writer', { key: first.localKey }), refused)
  await assert.rejects(client.call('upgrade', {}), refused)
  assert.equal(plain.base.local.length, length, 'blocks of its writer')
})
