import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import createTestnet from 'hyperdht/testnet.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAM = 'solutions/29-pressure/bin.ts'
const TSX = createRequire(import.meta.url).resolve('tsx/cli')

/** As the lessons start it. Our graders start it without tsx's own process in between. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`under tsx an instance that gets ${signal} closes before it ends`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'workshop-signal-'))
    const testnet = await createTestnet(4, { host: '127.0.0.1' })
    const dht = `127.0.0.1:${testnet.bootstrap[0]!.port}`
    const run = ['run', '--storage', folder, '--dht', dht, '--json', '--log', 'error']
    const program = spawn(process.execPath, [TSX, PROGRAM, ...run], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    t.after(async () => {
      program.kill('SIGKILL')
      await testnet.destroy()
      await rm(folder, { recursive: true, force: true })
    })
    const ended = once(program, 'exit')
    await Promise.race([once(createInterface(program.stdout), 'line'), ended])
    await access(join(folder, 'running.json'))

    program.kill(signal)
    assert.deepEqual(await ended, [0, null])
    await assert.rejects(access(join(folder, 'running.json')), /ENOENT/)
  })
}
