import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { test } from 'node:test'
import IdEnc from 'hypercore-id-encoding'

import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { BIN } from '../support/last.ts'

const ENTRIES = 3000
/** More than are stored while a command looks. */
const MANY = 30_000
const KEY = IdEnc.encode(plainEntry(1).driveKey)
/** A device that is always full. */
const FULL = '/dev/full'

test('commands on one folder, at the same time, do not cut each other off', async (t) => {
  const { cli, at, file } = await running(t)
  const put = (name: string) => ['put', name, '--type', 'any', '--drive-key', KEY, '--durable']
  const commands = [['import', file], put('one'), put('two'), ['access'], ['allow', KEY], ['list']]
  const outcomes = await Promise.all(commands.map((words) => cli.run(...words, ...at)))
  for (const [n, { code, stderr }] of outcomes.entries()) {
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, commands[n]?.[0])
  }
  const { stdout } = await cli.run('list', ...at)
  assert.match(stdout, new RegExp(`^${ENTRIES + 2} entries$`, 'm'))
})

test('add-writer warns of a key that no peer has seen, and of no other', async (t) => {
  const { cli, at, net, instance } = await running(t)
  const { keys } = instance
  const wrong = await cli.run('add-writer', KEY, ...at)
  assert.equal(wrong.code, 0)
  assert.match(wrong.stderr, /^warning: no peer has seen a writer with that key yet[^\n]*\n$/)
  const folder = ['--storage', join(net.folder(), 'second'), '--dht', net.dht]
  const second = await cli.start(...folder, '--bootstrap', keys.baseKey)
  const met = async () =>
    (await cli.run('status', '--json', ...folder)).stdout.includes(keys.viewKey)
  await until('the second has met the base', met, { deadline: 60_000 })
  const right = await cli.run('add-writer', second.keys.localKey, ...at)
  assert.deepEqual({ code: right.code, stderr: right.stderr }, { code: 0, stderr: '' })
})

test('output that ends early leaves nothing behind, and a full disk is told', async (t) => {
  const { cli, at, file } = await running(t)
  assert.equal((await cli.run('import', file, ...at)).code, 0)
  const scratch = mkdtempSync(join(tmpdir(), 'workshop-'))
  t.after(() => rmSync(scratch, { recursive: true, force: true }))
  for (const word of ['list', 'export']) {
    const start = async (stdout: 'pipe' | number) => {
      const child = spawn(process.execPath, [await cli.file, word, ...at], {
        stdio: ['ignore', stdout, 'pipe'],
        env: { ...process.env, TMPDIR: scratch }
      })
      let errors = ''
      child.stderr?.on('data', (chunk) => (errors += chunk))
      // As `| head -1` does.
      child.stdout?.once('data', () => child.stdout?.destroy())
      const [code] = await once(child, 'close')
      return { code, errors }
    }
    assert.deepEqual(await start('pipe'), { code: 0, errors: '' }, `${word} | head -1`)
    const { code, errors } = await start(openSync(FULL, 'w'))
    assert.equal(code, 1, `${word} > ${FULL}`)
    assert.match(errors, /^OUTPUT: can't be written: ENOSPC[^\n]*\n$/)
    assert.deepEqual(readdirSync(scratch), [], `what ${word} has left`)
  }
})

test('an instance whose keys can’t be printed ends with 1, for its supervisor', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, BIN)
  const flags = ['--storage', join(net.folder(), 'storage'), '--dht', net.dht]
  const stdio: ['ignore', number, 'ignore'] = ['ignore', openSync(FULL, 'w'), 'ignore']
  const child = spawn(process.execPath, [await cli.file, 'run', ...flags], { stdio })
  t.after(() => child.kill('SIGKILL'))
  assert.deepEqual(await once(child, 'close'), [1, null])
})

test('a read ends in one line when the only instance is gone', async (t) => {
  const { cli, at, file, instance } = await running(t)
  assert.equal((await cli.run('import', file, ...at)).code, 0)
  const reading = spawn(process.execPath, [await cli.file, 'export', ...at])
  t.after(() => reading.kill('SIGKILL'))
  let errors = ''
  reading.stderr.on('data', (chunk) => (errors += chunk))
  reading.stdout.once('data', () => instance.signal('SIGKILL'))
  const [code] = await once(reading, 'close', { signal: AbortSignal.timeout(60_000) })
  assert.match(errors, /^(TIMEOUT|UNAVAILABLE|DISCONNECTED): [^\n]*\n$/)
  assert.equal(code, 1)
})

test('a signal ends a command without a word', async (t) => {
  const { cli, at } = await running(t)
  const scratch = mkdtempSync(join(tmpdir(), 'workshop-'))
  t.after(() => rmSync(scratch, { recursive: true, force: true }))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [await cli.file, 'status', ...at], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: scratch }
    })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    const begun = () => readdirSync(scratch).length > 0 || child.exitCode !== null
    await until('it has made its folder', begun, { interval: 1 })
    child.kill(signals[round % 3])
    const [code] = await once(child, 'close')
    assert.ok(code === null || code === 130, `round ${round}: exit code ${code}`)
    assert.equal(errors, '', `round ${round}`)
    assert.deepEqual(readdirSync(scratch), [], `what round ${round} has left`)
  }
})

test('an instance whose log is on a full disk goes on', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, BIN)
  const folder = join(net.folder(), 'storage')
  const words = ['run', '--json', '--storage', folder, '--dht', net.dht]
  const child = spawn(process.execPath, [await cli.file, ...words], {
    stdio: ['ignore', 'pipe', openSync(FULL, 'w')]
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  const put = ['put', 'one', '--type', 'any', '--drive-key', KEY, '--storage', folder]
  // By the second one it has logged that others can find it.
  for (const outcome of [await cli.run(...put), await cli.run(...put)]) {
    assert.equal(outcome.code, 0, outcome.stderr)
  }
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'close'), [0, null])
})

test('import reads standard input, checks without sending, and goes on at a row', async (t) => {
  const { cli, at, file, net } = await running(t)
  const dry = await cli.run('import', file, '--dry-run', '--json')
  assert.deepEqual(JSON.parse(dry.stdout), { checked: ENTRIES }, 'it asks nobody')
  const child = spawn(process.execPath, [await cli.file, 'import', '-', '--from', '2999', ...at])
  createReadStream(file).pipe(child.stdin)
  const [out] = await Promise.all([readAll(child.stdout), once(child, 'close')])
  assert.equal(out, 'stored 2 entries\n')
  const nowhere = ['--server', KEY, '--dht', net.dht]
  const beyond = await cli.run('import', file, '--from', '3001', ...nowhere)
  assert.deepEqual(
    [beyond.code, beyond.stderr],
    [1, 'INVALID_INPUT: --from 3001: there are only 3000 rows\n'],
    'a slip is no import of nothing'
  )
  const failed = await cli.run('import', file, '--from', '11', ...nowhere)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /^0 of 2990 entries are stored: go on with --from 11\n/m)
})

test('an import that a signal ends says how far it got', async (t) => {
  const { cli, at, net } = await running(t)
  const length = async () => JSON.parse((await cli.run('status', '--json', ...at)).stdout).length
  for (const [round, signal] of (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).entries()) {
    const file = join(net.folder(), 'import')
    const names = Array.from({ length: MANY }, (_, n) => `round-${round}-${n}`)
    const rows = names.map((name) => JSON.stringify({ name, driveKey: KEY, type: 'any' }))
    await writeFile(file, rows.join('\n'))
    const before = await length()
    const child = spawn(process.execPath, [await cli.file, 'import', file, ...at])
    const closed = once(child, 'close')
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    const begun = async () => (await length()) > before + 1000
    await until('some are stored', begun, { deadline: 60_000 })
    child.kill(signal)
    assert.deepEqual(await closed, [130, null], errors)
    const told = /^(\d+) of 30000 entries are stored: go on with --from (\d+)\n$/.exec(errors)
    assert.ok(told && Number(told[1]) > 0, `${signal}: ${errors}`)
    assert.equal(Number(told[2]), Number(told[1]) + 1)
  }
})

test('an import file is refused as a whole, whatever is wrong with one row', async (t) => {
  const { cli, at, net } = await running(t)
  const row = (name: string) => JSON.stringify({ name, driveKey: KEY, type: 'any' })
  const files: [what: string, bytes: Buffer | string, problem: RegExp][] = [
    ['Latin-1', Buffer.from(row('Grüße'), 'latin1'), /is not UTF-8/],
    ['UTF-16', Buffer.from(`\uFEFF${row('one')}`, 'utf16le'), /is not UTF-8/],
    [
      'one name twice',
      [row('one'), row('two'), row('one')].join('\n'),
      /row 3: has the name of an earlier/
    ]
  ]
  for (const [what, bytes, problem] of files) {
    const file = join(net.folder(), 'import')
    await writeFile(file, bytes)
    const { code, stderr } = await cli.run('import', file, ...at)
    assert.equal(code, 1, what)
    assert.match(stderr, problem, what)
    assert.match(stderr, /^INVALID_INPUT: [^\n]*\n$/, what)
  }
  assert.match((await cli.run('list', ...at)).stdout, /^0 entries$/m)
})

for (const [what, damage] of [
  ['cut by half', (log: Buffer) => log.subarray(0, log.length / 2)],
  ['overwritten here and there', (log: Buffer) => log.map((byte, at) => (at % 97 ? byte : ~byte))]
] as const) {
  test(`a store whose log was ${what} is not opened as if nothing had been there`, async (t) => {
    const { cli, at, file, instance, folder, net } = await running(t)
    assert.equal((await cli.run('import', file, ...at)).code, 0)
    assert.equal(await instance.end('SIGTERM'), 0)
    const db = join(folder, 'store', 'db')
    const [log = ''] = readdirSync(db).filter((name) => name.endsWith('.log'))
    const bytes = await readFile(join(db, log))
    await writeFile(join(db, log), damage(bytes))
    for (const words of [
      ['run', '--dht', net.dht],
      ['export', '--stopped']
    ]) {
      const { code, stderr } = await cli.run(...words, ...at)
      assert.equal(code, 1, words[0])
      assert.match(stderr, /^STORAGE_DAMAGED: [^\n]*remove-writer[^\n]*\n$/, words[0])
    }
  })
}

/** An instance, a file for import, and what commands need to reach it. */
async function running(t: { after(close: () => Promise<void>): void }) {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, BIN)
  const folder = join(net.folder(), 'storage')
  const instance = await cli.start('--storage', folder, '--dht', net.dht)
  const file = join(net.folder(), 'entries.ndjson')
  const rows = Array.from({ length: ENTRIES }, (_, n) => {
    return JSON.stringify({ name: `entry-${n}`, type: 'any', driveKey: KEY })
  })
  await writeFile(file, rows.join('\n'))
  return { cli, at: ['--storage', folder], file, folder, net, instance }
}
