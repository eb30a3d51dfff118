import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { startService } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { Deployment } from '../../support/instances.ts'
import { freePort } from '../../support/links.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { BIN, kit } from '../support/last.ts'

/** Milliseconds after which a swarm has given up its peers. */
const FROZEN_MS = 70_000
/** Milliseconds in which instances must have found each other again. */
const BACK_MS = 30_000

test('two of three that were frozen for 70 s sign again within 30 s', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, BIN)
  const { instances } = await new Deployment(net, cli, ['--open']).open(3)
  const [first, ...others] = instances
  for (const { running } of others) running.signal('SIGSTOP')
  const keys = others.map(({ running }) => running.keys.localKey)
  const silent = async () => {
    const { stdout } = await cli.run('status', '--json', '--storage', first!.folder)
    const { members }: { members: { key: string; silence: number }[] } = JSON.parse(stdout)
    const quiet = members.filter(({ key, silence }) => keys.includes(key) && silence > FROZEN_MS)
    return quiet.length === others.length
  }
  await until('the others are silent for 70 s', silent, { deadline: 150_000, interval: 5000 })
  const put = ['put', 'late', '--type', 'test', '--drive-key', 'a'.repeat(64), '--durable']
  const cut = await cli.run(...put, '--storage', first!.folder)
  assert.match(cut.stderr, /^NOT_SIGNED_YET/, 'a durable put meanwhile')

  for (const { running } of others) running.signal('SIGCONT')
  let last = ''
  const signed = async () => {
    const { code, stderr } = await cli.run(...put, '--storage', first!.folder)
    last = stderr
    return code === 0
  }
  await until('a durable put is signed', signed, { deadline: BACK_MS, seen: () => last })
})

test('an instance that was started while the DHT is down is linked within 30 s after', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const peer = await startService(net, kit, { seed: 1 })
  await peer.put(plainEntry(1), { durable: true })
  const entrance = { host: net.host, port: await freePort(net.host) }
  const cli = new Cli(scope, BIN)
  const folder = join(net.folder(), 'storage')
  const dht = `${entrance.host}:${entrance.port}`
  const base = IdEnc.encode(b4a.from(peer.key))
  const running = await cli.launch('run', '--storage', folder, '--dht', dht, '--bootstrap', base)
  const alone = () => running.log.includes('no node of the DHT has answered')
  await running.shows('it has found no DHT', alone)
  const early = await cli.run('get', 'entry-1', '--storage', folder)
  assert.notEqual(early.code, 0, 'a look-up while the DHT is down')

  const reachable = { bootstrap: net.bootstrap, ephemeral: false, firewalled: false }
  const node = new HyperDHT({ ...entrance, ...reachable })
  scope.teardown(() => node.destroy())
  await node.fullyBootstrapped()
  let last = ''
  const here = async () => {
    const { code, stderr } = await cli.run('get', 'entry-1', '--storage', folder)
    last = stderr
    return code === 0
  }
  await until('it has the entry', here, { deadline: BACK_MS, seen: () => last })
  assert.equal(running.ended, false)
})
