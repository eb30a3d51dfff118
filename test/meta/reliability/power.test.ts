import assert from 'node:assert/strict'
import { type FileHandle, open } from 'node:fs/promises'
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import Corestore from 'corestore'

import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { Deployment } from '../../support/instances.ts'
import { createNet } from '../../support/net.ts'
import type { Net } from '../../support/net.ts'
import { Network } from '../../support/network.ts'
import { Cli } from '../../support/process.ts'
import { refusal } from '../../support/rpc.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { BIN, RegistryService, kit } from '../support/last.ts'

test('an answer waits until the log is on the disk', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [service] = await deploy(net, [kit])
  const syncs = await holdSyncs()
  t.after(() => syncs.release())
  let answered = false
  const put = service!.put(plainEntry(1)).then(() => (answered = true))
  await until('a sync of the log is asked for', () => syncs.asked > 0)
  assert.ok(await service!.view.get('entry-1'), 'it is appended and applied')
  assert.equal(answered, false)
  syncs.release()
  await put
})

/** How much of the newest log is still there when the power is back. */
for (const kept of [0.3, 0.6, 0.9]) {
  test(`a writer whose disk went back to ${kept * 100} % finds its place again`, async (t) => {
    const scope = new Scope()
    t.after(() => scope.close())
    const net = await createNet(scope)
    const cli = new Cli(scope, BIN)
    const deployment = await new Deployment(net, cli, ['--open']).open(3)
    const [first, second, third] = deployment.instances
    for (let put = 0; put < 40; put++) await third!.put(plainEntry(put))
    await deployment.level('all have what the third has put')
    await third!.running.end('SIGKILL')
    losePower(third!.folder, kept)

    await deployment.restart(2)
    assert.equal((await refusal(third!.put(plainEntry(90)))).code, 'RECOVERING')
    for (const each of [first!, second!]) await each.put(plainEntry(91))
    const back = () => third!.put(plainEntry(92)).catch(() => null)
    await until('the third answers puts again', back, { deadline: 90_000 })
    await deployment.level('all three are level')
    const status = await cli.run('status', '--json', '--storage', first!.folder)
    assert.deepEqual(JSON.parse(status.stdout).forked, [], 'writers seen with two stories')
    for (const name of ['entry-0', 'entry-39', 'entry-91', 'entry-92']) {
      const { code, stderr } = await cli.run('get', name, '--storage', third!.folder)
      assert.equal(code, 0, `${name}: ${stderr}`)
    }
  })
}

test('a plain writer asks the only indexer for its place', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, BIN)
  const [one, two] = [join(net.folder(), 'one'), join(net.folder(), 'two')]
  const at = ['--dht', net.dht]
  const first = await cli.start('--storage', one, ...at, '--open')
  const second = ['--storage', two, ...at, '--open', '--bootstrap', first.keys.baseKey]
  const plain = await cli.start(...second)
  const admit = ['add-writer', plain.keys.localKey, '--writer-only', '--storage', one]
  assert.equal((await cli.run(...admit)).code, 0)
  const put = ['put', 'llama', '--type', 'any', '--drive-key', first.keys.baseKey]
  await until('the plain writer stores', async () => {
    return (await cli.run(...put, '--storage', two)).code === 0
  })
  await plain.end('SIGKILL')
  losePower(two, 0.6)
  await first.end('SIGTERM')
  await cli.start(...second)
  assert.match((await cli.run(...put, '--storage', two)).stderr, /^RECOVERING/)
})

test('one whose peers go while it compares what it has with theirs can still be closed', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const folder = net.folder()
  const before = new Corestore(folder)
  const first = new RegistryService(before)
  await first.ready()
  const peer = await startPeer(net, first.key)
  const link = new Network([first, peer])
  link.connectAll()
  await first.addWriter(peer.localKey)
  await until('two sign', () => first.base.linearizer.indexers.length === 2)
  await first.put(plainEntry(0), { durable: true })
  await link.cutAll()
  await first.close()
  await before.close()

  writeFileSync(join(folder, 'db', 'RECOVERING'), '')
  const store = new Corestore(folder)
  const back = new RegistryService(store)
  await back.ready()
  const again = new Network([back, peer])
  again.connectAll()
  const recovered = () => !back.base.local.recovering
  await until('its own blocks are compared', recovered, { deadline: 60_000 })
  const waits = countWaits(t, back)
  await back.put(plainEntry(1))
  await until('what is signed waits for those of the view', () => waits.count > 0)
  await again.cutAll()
  let closed = false
  void back.close().then(() => (closed = true))
  await until('it is closed', () => closed)
  await store.close()
  await until('nothing of it waits any longer', () => waits.open === 0)
})

/** Lets nothing reach the disk of this process until it is released. */
async function holdSyncs() {
  const handle = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  const { datasync } = prototype
  const syncs = { asked: 0, release: () => {} }
  const released = new Promise<void>((resolve) => (syncs.release = resolve))
  prototype.datasync = async function (this: FileHandle) {
    syncs.asked++
    await released
    return datasync.call(this)
  }
  return syncs
}

/** A service on a store of its own, on no network. */
async function startPeer(net: Net, bootstrap: Uint8Array): Promise<RegistryService> {
  const store = new Corestore(net.folder())
  net.teardown(() => store.close())
  const service = new RegistryService(store, { bootstrap })
  net.teardown(() => service.close())
  await service.ready()
  return service
}

/** How often a core of it began to wait for peers that it can compare its blocks with. */
function countWaits(t: TestContext, { view }: RegistryService) {
  const { state } = view.core as unknown as { state: object }
  const prototype = Object.getPrototypeOf(state)
  const { waitForRecovery } = prototype
  const waits = { count: 0, open: 0 }
  prototype.waitForRecovery = async function () {
    waits.count++
    waits.open++
    await waitForRecovery.call(this).finally(() => waits.open--)
  }
  t.after(() => (prototype.waitForRecovery = waitForRecovery))
  return waits
}

/** The end of the log is gone, and the machine was started again. */
function losePower(folder: string, kept: number): void {
  const db = join(folder, 'store', 'db')
  for (const file of readdirSync(db).filter((name) => name.endsWith('.log'))) {
    truncateSync(join(db, file), Math.floor(statSync(join(db, file)).size * kept))
  }
  const marker = join(folder, 'running.json')
  const before = JSON.parse(readFileSync(marker, 'utf8'))
  writeFileSync(marker, JSON.stringify({ ...before, boot: 'the one before' }))
}
