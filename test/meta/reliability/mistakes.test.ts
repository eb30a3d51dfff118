import assert from 'node:assert/strict'
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import IdEnc from 'hypercore-id-encoding'

import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { BIN, swarmAt } from '../support/last.ts'

const KEY = IdEnc.encode(plainEntry(1).driveKey)

test('what can’t be used is refused at once, in one line with a code', async (t) => {
  const { cli, net } = await start(t)
  const file = join(net.folder(), 'file')
  writeFileSync(file, '')
  const folder = join(net.folder(), 'folder')
  mkdirSync(folder)
  const fresh = join(net.folder(), 'fresh')
  const refused: [words: string[], code: RegExp][] = [
    ...['127.0.0.1:99999', 'http://127.0.0.1:1', ' 127.0.0.1:1', '127.0.0.1', ':1', ''].map(
      (dht): [string[], RegExp] => [['run', '--storage', fresh, `--dht=${dht}`], /^INVALID_/]
    ),
    [['blind-peer', '--storage', fresh, '--dht', 'nowhere'], /^INVALID_INPUT/],
    [['status', '--server', KEY, '--storage', folder], /^INVALID_INPUT: --server and --storage/],
    [['run', '--storage', file], /^STORAGE_UNUSABLE/],
    [['run', '--storage', join(file, 'in')], /^STORAGE_UNUSABLE/],
    [['run', '--storage', '/proc/no/place'], /^STORAGE_UNUSABLE/],
    [['status', '--storage', file], /^STORAGE_UNUSABLE/],
    [['status', '--server', KEY, '--identity', folder], /^INVALID_INPUT/],
    [['status', '--server', KEY, '--identity', join(folder, 'typo')], /^INVALID_INPUT/],
    [['import', join(folder, 'nothing'), '--server', KEY], /^INVALID_INPUT/]
  ]
  for (const [words, code] of refused) {
    const { code: exit, stderr } = await cli.run(...words)
    assert.match(stderr, code, words.join(' '))
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    assert.equal(exit, 1, words.join(' '))
  }
  assert.equal(existsSync(fresh), false, 'a folder that a refused start has made')
})

test('a name that begins with a dash is understood, and one that is missing or given twice is not', async (t) => {
  const { cli, net } = await start(t)
  const folder = join(net.folder(), 'storage')
  await cli.start('--storage', folder, '--dht', net.dht)
  const at = ['--storage', folder]
  const rest = ['--type=-any', `--drive-key=${KEY}`, '--description=-d', ...at]
  for (const words of [
    ['put', '--name=-x', ...rest],
    ['get', '--name=-x', ...at],
    ['delete', '--name=--json', ...at],
    ['delete', '--name=-x', ...at]
  ]) {
    const { code, stderr } = await cli.run(...words)
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, words.join(' '))
  }
  const gone = await cli.run('get', '--name=-x', ...at)
  assert.match(gone.stderr, /^NOT_FOUND: no entry is named -x$/m)
  for (const words of [['get'], ['get', 'x', '--name=x'], ['put', ...rest]]) {
    const { code, stderr } = await cli.run(...words, ...at)
    assert.equal(code, 1)
    assert.match(stderr, /^INVALID_INPUT: give the name once[^\n]*\n$/, words.join(' '))
  }
})

test('a DHT at localhost keeps all traffic on this machine', () => {
  const loopback = { bootstrap: [{ host: '127.0.0.1', port: 1 }], host: '127.0.0.1' }
  assert.deepEqual(swarmAt('localhost:1'), { ...loopback, firewalled: false })
})

test('an instance that is given another kind of key as its base says that nothing comes', async (t) => {
  const { cli, net } = await start(t)
  const { keys } = await cli.start('--storage', join(net.folder(), 'first'), '--dht', net.dht)
  const joining = ['--storage', join(net.folder(), 'second'), '--bootstrap', keys.serverKey]
  const lost = await cli.start(...joining, '--dht', net.dht)
  await lost.shows('it warns', () => /nothing of that base has come/.test(lost.log))
})

test('a marker of the last run that is empty, and a list that is cut off, are told or mended', async (t) => {
  const { cli, net } = await start(t)
  const folder = join(net.folder(), 'storage')
  const words = ['--storage', folder, '--dht', net.dht]
  const first = await cli.start(...words)
  assert.equal((await cli.run('allow', KEY, '--storage', folder)).code, 0)
  assert.equal(await first.end('SIGTERM'), 0)
  writeFileSync(join(folder, 'running.json'), '')
  const second = await cli.start(...words)
  assert.equal((await cli.run('status', '--storage', folder)).code, 0)
  assert.equal(await second.end('SIGTERM'), 0)
  truncateSync(join(folder, 'access.json'), 10)
  const { code, stderr } = await cli.run('run', ...words)
  assert.equal(code, 1)
  assert.match(stderr, /^ACCESS_DAMAGED: [^\n]*access\.json[^\n]*\n$/)
})

test('a temporary folder that takes nothing is told in one line', async (t) => {
  const { cli, net } = await start(t)
  const folder = join(net.folder(), 'storage')
  await cli.start('--storage', folder, '--dht', net.dht)
  const { TMPDIR } = process.env
  process.env.TMPDIR = '/proc'
  const { code, stderr } = await cli.run('get', 'x', '--storage', folder).finally(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  })
  assert.equal(code, 1)
  assert.match(stderr, /^STORAGE_UNUSABLE: \/proc can't be used: E[A-Z]+\n$/)
})

/** A program, and a net for it. */
async function start(t: { after(close: () => Promise<void>): void }) {
  const scope = new Scope()
  t.after(() => scope.close())
  return { cli: new Cli(scope, BIN), net: await createNet(scope) }
}
