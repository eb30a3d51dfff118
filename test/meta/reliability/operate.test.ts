import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import IdEnc from 'hypercore-id-encoding'

import { VERSION } from '#reference/29-pressure/operations.ts'
import release from '../../../package.json' with { type: 'json' }
import { llama } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'

const ALERTS = join(import.meta.dirname, '../../../docs/deploy/alerts.yml')
const PROGRAM = '../../workshop/operate/registry.ts'
const KEY = IdEnc.encode(llama.driveKey)

test('run --http tells on loopback how an instance is, and --port is the port it has', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const cli = new Cli(scope, PROGRAM)
  const folder = join(net.folder(), 'storage')
  const [http, udp] = [await freePort(), await freePort()]
  const at = ['--storage', folder, '--dht', net.dht]
  const address = `127.0.0.1:${http}`
  const flags = ['--http', address, '--port', String(udp), '--log', 'info']
  const running = await cli.start(...at, ...flags)

  const put = ['put', 'llama', '--type', 'any', '--storage', folder]
  const { code, stderr } = await cli.run(...put, '--drive-key', KEY)
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const { serverKey } = running.keys
  const strange = await cli.run('drain', '--server', serverKey, '--dht', net.dht)
  assert.match(strange.stderr, /^UNAUTHORIZED/)
  assert.doesNotMatch(running.log, /an admin called/)
  await cli.run('allow', KEY, '--storage', folder)
  await running.shows('it logs what an admin has done', () => {
    return /"method":"allow","msg":"an admin called"/.test(running.log)
  })

  const health = await fetch(`http://${address}/health`)
  assert.equal(health.status, 200)
  const well = { status: 'ok', writable: true, draining: false, recovering: false }
  assert.deepEqual(await health.json(), well)
  assert.equal((await fetch(`http://${address}/health?probe=1`)).status, 200)
  const post = await fetch(`http://${address}/health`, { method: 'POST' })
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD'])
  const metrics = await fetch(`http://${address}/metrics`)
  const lines = (await metrics.text()).split('\n')
  for (const line of [
    'registry_answers_total{method="put-entry",code="OK"} 1',
    'registry_answers_total{method="drain",code="UNAUTHORIZED"} 1',
    'registry_answer_seconds_count ',
    'registry_halted 0',
    `registry_program_info{release="${release.version}",operations="${VERSION}"} 1`,
    `registry_member_blocks{member="${running.keys.localKey}"} `
  ]) {
    assert.ok(
      lines.some((each) => each.startsWith(line)),
      `${line} is in\n${lines.join('\n')}`
    )
  }
  const metricNames = lines.map((line) => line.split(/[ {]/)[0])
  const rules = [...(await readFile(ALERTS, 'utf8')).matchAll(/\b(registry_|process_)\w+/g)]
  assert.ok(rules.length > 0)
  for (const [name] of rules)
    assert.ok(metricNames.includes(name), `${name} of alerts.yml is there`)
  assert.equal((await fetch(`http://${address}/`)).status, 404)

  for (const [flags, code] of [
    [['--http', '0.0.0.0:9100'], /^INVALID_INPUT: --http: 0\.0\.0\.0:9100 is not an address of/],
    [['--http', address], /^INVALID_INPUT: --http: .*EADDRINUSE/],
    [['--port', String(udp)], /^INVALID_INPUT: --port \d+ can't be used: .*EADDRINUSE/],
    [['--port', '99999'], /^INVALID_INPUT: --port 99999 can't be used/]
  ] as const) {
    const other = ['--storage', join(net.folder(), 'other'), '--dht', net.dht]
    const refused = await cli.run('run', ...other, ...flags)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, code)
    assert.equal(refused.stderr.trim().split('\n').length, 1, refused.stderr)
  }
  const odd = await cli.run('run', '--storage', folder, '--http', 'a\u001b]0;X\u0007\nb')
  assert.match(odd.stderr, /^INVALID_INPUT: --http: a\\u001b\]0;X\\u0007\\u000ab is not[^\n]*\n$/)
  assert.equal((await cli.run('drain', '--storage', folder)).code, 0)
  const drained = await (await fetch(`http://${address}/health`)).json()
  assert.deepEqual(drained, { ...well, writable: false, draining: true })
  assert.equal(await running.end('SIGTERM'), 0)
  assert.match(
    (await cli.run('run', '--help')).stdout,
    /^ {2}--http <host:port> {6}serve \/health/m
  )
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
