import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'

const SOAK = join(import.meta.dirname, 'soak.ts')
const SEED = '14'

for (const [what, rounds] of [
  ['kills', '4'],
  ['rotations', '2'],
  ['pauses', '25']
] as const) {
  test(`${rounds} ${what}: nothing that was answered is lost, and all is signed`, async (t) => {
    const child = spawn(process.execPath, [...process.execArgv, SOAK, what, rounds, SEED])
    t.after(() => child.kill('SIGKILL'))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (output += chunk))
    }
    const [code] = await once(child, 'close')
    t.diagnostic(output.trim())
    assert.equal(code, 0, output)
  })
}
