import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { run } from '../support/run.ts'
import { freshCopy, solveFile } from './class.ts'

const TSX = import.meta.resolve('tsx')
const NAMESPACES = ['--user', '--map-root-user', '--mount']
/** In namespaces of its own, so that nobody else meets the mount. */
const READ_ONLY =
  'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$1" && shift && "$@"'

test('on a read-only disk all is graded, and the true reason told', { skip: skip() }, async (t) => {
  const copy = await freshCopy(t)
  await solveFile(copy, '01-database/schema.ts')
  const grade = await locked(copy, 'workshop/test.ts', '01', '--json', 'grade.json')
  assert.equal(grade.code, 1, grade.output)
  assert.match(grade.output, /^2 of 12 points/m)
  assert.match(grade.output, /state\.json could not be written: that disk is read-only/)
  assert.match(grade.output, /^grade\.json could not be written: that disk is read-only/m)
  const start = await locked(copy, 'workshop/start.ts')
  assert.equal(start.code, 0, start.output)
  assert.match(start.output, /can’t be kept in \.workshop \(that disk is read-only\)/)
  const solve = await locked(copy, 'workshop/step.ts', 'solve', '01')
  assert.equal(solve.code, 1, solve.output)
  assert.match(solve.output, /^Nothing was changed, .*: that disk is read-only\.$/m)
})

test('on a full disk all is graded, and the true reason told', { skip: skip() }, async (t) => {
  const copy = await freshCopy(t)
  await solveFile(copy, '01-database/schema.ts')
  await mkdir(join(copy, '.workshop'))
  const script = [
    'node="$1" tsx="$2"',
    'mount -t tmpfs -o size=16k tmpfs .workshop && head -c 16384 /dev/zero > .workshop/fill',
    '"$node" "$tsx" workshop/test.ts 01 --json .workshop/grade.json',
    '"$node" "$tsx" workshop/step.ts solve 01',
    '"$node" "$tsx" workshop/grade-submissions.ts . --steps 01 --out .workshop'
  ]
  const words = ['sh', '-c', script.join('\n'), 'sh', process.execPath, `--import=${TSX}`]
  const { output } = await run('unshare', [...NAMESPACES, ...words], copy)
  assert.match(output, /^2 of 12 points/m)
  assert.match(output, /^\.workshop\/state\.json could not be written: the disk is full/m)
  assert.match(output, /^\.workshop\/grade\.json could not be written: the disk is full/m)
  assert.match(output, /^Nothing was changed, .*: the disk is full\.$/m)
  assert.match(output, /^Can’t write to .*\(the disk is full\): choose another folder/m)
})

function locked(copy: string, file: string, ...words: string[]) {
  const node = [process.execPath, `--import=${TSX}`, file, ...words]
  return run('unshare', [...NAMESPACES, 'sh', '-c', READ_ONLY, 'sh', copy, ...node], copy)
}

/** Why no disk can be made read-only here; undefined if one can. */
function skip(): string | undefined {
  const { status } = spawnSync('unshare', [...NAMESPACES, 'true'], { stdio: 'ignore' })
  return status === 0 ? undefined : 'cannot run here: no namespaces'
}
