import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import b4a from 'b4a'
import c from 'compact-encoding'
import HyperDHT from 'hyperdht'

import { Access } from '#reference/29-pressure/net/access.ts'
import { Limits } from '#reference/29-pressure/net/limits.ts'
import { getEncoding } from '#reference/29-pressure/spec/schema/index.js'
import { startService } from '../../support/deploy.ts'
import { llama } from '../../support/fixtures.ts'
import { createFloods } from '../../support/flood.ts'
import { createNet } from '../../support/net.ts'
import { createCaller } from '../../support/rpc.ts'
import { Scope } from '../../support/scope.ts'
import { kit } from '../support/last.ts'
import type { RegistryService } from '../support/last.ts'
import { createRandom } from './random.ts'

const MB = 1024 * 1024
const putRequest = getEncoding('@registry/put-request')

test('requests of 1 to 17 MB are refused or cut off, and the server goes on', async (t) => {
  const { net, service } = await serve(t)
  for (const size of [0.1, 1, 12, 15, 15.5, 15.99, 17]) {
    const bytes = b4a.alloc(Math.round(size * MB), 1)
    const [large, next] = await createFloods(net, service.serverKey, keyPairs(2))
    const [code] = await large!.send('put-entry', bytes, 1)
    assert.match(code!, /TOO_LARGE|CHANNEL_CLOSED|CHANNEL_DESTROYED/, `${size} MB`)
    assert.deepEqual(await next!.send('put-entry', encoded(), 1), ['ACCEPTED'])
    large!.close()
    next!.close()
  }
  assert.equal(await count(service), 1, 'entries')
})

test('a method name of megabytes is unknown, and the server goes on', async (t) => {
  const { net, service } = await serve(t)
  const [odd, next] = await createFloods(net, service.serverKey, keyPairs(2))
  const codes = await odd!.send('x'.repeat(4 * MB), b4a.alloc(0), 3)
  for (const code of codes) assert.match(code, /UNKNOWN_METHOD|CHANNEL/)
  assert.deepEqual(await next!.send('put-entry', encoded(), 1), ['ACCEPTED'])
})

test('random bytes as a put store nothing', async (t) => {
  const { net, service } = await serve(t)
  const caller = await createCaller(net, service.serverKey)
  const random = createRandom(14)
  for (let round = 0; round < 500; round++) {
    const bytes = b4a.alloc(Math.floor(random() * 200)).map(() => Math.floor(random() * 256))
    const { code } = await caller.refusal('put-entry', bytes)
    assert.match(code, /INVALID_REQUEST|INVALID_ENTRY/)
  }
  assert.equal(await count(service), 0, 'entries')
})

test('a byte of a put that is changed is refused, or stores an entry that keeps the rules', async (t) => {
  const { net, service } = await serve(t)
  const caller = await createCaller(net, service.serverKey)
  const random = createRandom(15)
  for (let round = 0; round < 300; round++) {
    const bytes = b4a.from(encoded())
    bytes[Math.floor(random() * bytes.byteLength)] = Math.floor(random() * 256)
    const { code } = await caller.refusal('put-entry', bytes)
    assert.match(code, /INVALID_REQUEST|INVALID_ENTRY|ACCEPTED|NOT_SIGNED_YET/)
  }
  for await (const { name, type, driveKey } of service.view.list()) {
    assert.ok(name.length > 0 && type.length > 0 && driveKey.byteLength === 32)
  }
})

test('an add-writer with a key of 0 or 5 bytes is refused before it is appended', async (t) => {
  const { net, service, admin } = await serve(t)
  const [owner] = await createFloods(net, service.serverKey, [admin])
  const { length } = service.base.local
  for (const bytes of [0, 5]) {
    assert.deepEqual(await owner!.send('add-writer', b4a.alloc(bytes), 1), ['INVALID_REQUEST'])
    await assert.rejects(service.addWriter(b4a.alloc(bytes)))
  }
  assert.equal(service.base.local.length, length, 'blocks')
})

test('a reader whose answers pile up is cut off; one that reads is not', () => {
  const limits = new Limits()
  let drained = false
  const connection = new PassThrough()
  const answered = limits.watch(connection, () => drained)
  for (let answer = 0; answer < 9; answer++) answered(100_000)
  connection.emit('drain')
  for (let answer = 0; answer < 9; answer++) answered(100_000)
  drained = true
  for (let answer = 0; answer < 99; answer++) answered(100_000)
  assert.equal(connection.destroyed, false, 'it read now and then')
  drained = false
  for (let answer = 0; answer < 9; answer++) answered(100_000)
  assert.equal(connection.destroyed, true, 'it has read nothing for a megabyte')
  assert.equal(limits.refused, 1)
})

test('20,000 requests whose answers nobody reads take less than 64 MB', async (t) => {
  const { net, service } = await serve(t)
  const [deaf, next] = await createFloods(net, service.serverKey, keyPairs(2))
  const status = c.encode(getEncoding('@registry/status-request'), {})
  await deaf!.send('status', status, 1)
  const before = process.memoryUsage().rss
  deaf!.pause()
  const codes = deaf!.send('status', status, 20_000)
  assert.deepEqual(await next!.send('put-entry', encoded(), 1), ['ACCEPTED'])
  const grown = (process.memoryUsage().rss - before) / MB
  deaf!.close()
  await codes
  // The 20,000 requests are in this process too: they are most of it.
  assert.ok(grown < 64, `${Math.round(grown)} MB more`)
})

/** An open service on loopback, and the admin of its lists. */
async function serve(t: { after(close: () => Promise<void>): void }) {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const admin = HyperDHT.keyPair(b4a.alloc(32, 1))
  const access = new Access({ admins: [admin.publicKey], open: true })
  const service = await startService(net, kit, { seed: 1, options: { access } })
  return { net, service, admin }
}

function encoded(): Uint8Array {
  return c.encode(putRequest, { entry: llama })
}

function keyPairs(number: number): HyperDHT.KeyPair[] {
  return Array.from({ length: number }, () => HyperDHT.keyPair())
}

async function count({ view }: RegistryService): Promise<number> {
  let entries = 0
  for await (const _ of view.list()) entries++
  return entries
}
