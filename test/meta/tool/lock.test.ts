import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { access, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { locked } from '../../../workshop/tool/lock.ts'

/** Together longer than anyone waits for an owner that stands still. */
const WORK_MS = 150
const WORKERS = 45

test('however many wait for the lock, no two work at once', async (t) => {
  const file = await lockFile(t)
  let working = 0
  let most = 0
  await Promise.all(
    Array.from({ length: WORKERS }, () =>
      locked(file, async () => {
        most = Math.max(most, ++working)
        await pause(WORK_MS)
        working--
      })
    )
  )
  assert.equal(most, 1)
  assert.deepEqual(await readdir(join(file, '..')), [])
})

test('the lock of one who was killed is taken over', async (t) => {
  const file = await lockFile(t)
  await writeFile(file, `${spawnSync(process.execPath, ['-e', '']).pid} x`)
  assert.equal(await locked(file, async () => 'done'), 'done')
})

test('who is given up for standing still leaves the lock to its new owner', async (t) => {
  const file = await lockFile(t)
  const other = `${process.ppid} other`
  await locked(file, () => writeFile(file, other))
  assert.equal(await readFile(file, 'utf8'), other)
})

test('a work that fails gives the lock back', async (t) => {
  const file = await lockFile(t)
  await assert.rejects(
    locked(file, () => Promise.reject(new Error('mine'))),
    /mine/
  )
  await assert.rejects(access(file))
})

async function lockFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-lock-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'lock')
}
