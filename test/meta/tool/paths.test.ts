import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { run } from '../support/run.ts'
import { edit, solvedCopy } from './class.ts'

const WINDOWS = process.platform === 'win32'
const TSX = `--import=${import.meta.resolve('tsx')}`
const GET = "return this.#db.get('@registry/entry', { name })"
const SCRIPT = /^node --require \.\/workshop\/here\.cjs --import tsx [\w./-]+\.ts$/
/** What a browser, a shell, a URL, the PATH or a printf makes of a name. */
const NAMES = [
  'workshop (1)',
  'naïve café 100%20 [x] {y}',
  ...(WINDOWS ? [] : [`why #2: "a" 'b' $(c) \`d\` & f; %s|~`])
]

for (const name of NAMES) {
  test(`a workshop in “${name}” grades, and names the lines`, async (t) => {
    const { copy, tmp } = await moved(t, name)
    const env = { ...process.env, TMPDIR: tmp, TEMP: tmp, TMP: tmp }
    const grade = () => run(process.execPath, [TSX, 'workshop/test.ts', '01'], copy, env)
    assert.match((await grade()).output, /✓ 01-database +done +12\/12/)
    await edit(copy, '01-database/view.ts', GET, "throw new Error('mine')")
    const failing = await grade()
    assert.equal(failing.code, 1, failing.output)
    assert.match(failing.output, /mine\n +at steps\/01-database\/view\.ts:\d+$/m)
    await edit(copy, '01-database/view.ts', "throw new Error('mine')", 'return (')
    const start = await run(process.execPath, [TSX, 'workshop/start.ts'], copy, env)
    assert.match(start.output, /steps\/01-database\/view\.ts:\d+\n/)
  })
}

/** From these Node or tsx load nothing. */
const UNLOADABLE = ['why?', 'back\\slash', 'a*b']

for (const name of WINDOWS ? [] : UNLOADABLE) {
  test(`a workshop in “${name}” says in a line that it has to be moved`, async (t) => {
    const { copy } = await moved(t, name)
    for (const script of ['start', 'test', 'grade']) {
      const { code, output } = await run('npm', ['run', '--silent', script], copy)
      assert.equal(code, 2, output)
      assert.equal(output.split('\n').length, 2, output)
      assert.ok(output.startsWith(`The workshop can't be loaded from ${copy} (`), output)
      assert.match(output, /: move it to a folder whose path has only letters, digits/)
    }
  })
}

test('a workshop without its packages says in a line what to run', async (t) => {
  const { copy } = await moved(t, 'fresh')
  await rm(join(copy, 'node_modules'))
  const { code, output } = await run('npm', ['test', '--silent'], copy)
  assert.deepEqual(
    [code, output],
    [2, `The packages of the workshop are missing: run npm ci in ${copy}\n`]
  )
})

test('no script of package.json needs a PATH that leads to our packages', async () => {
  const { scripts } = JSON.parse(
    await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  )
  for (const [name, line] of Object.entries(scripts)) {
    assert.match(String(line), SCRIPT, name)
  }
})

/** A copy in a folder of that name, and a folder of that name for what is temporary. */
async function moved(t: TestContext, name: string): Promise<{ copy: string; tmp: string }> {
  const base = await mkdtemp(join(tmpdir(), 'workshop-paths-'))
  t.after(() => rm(base, { recursive: true, force: true, maxRetries: 5 }))
  const [copy, tmp] = [join(base, name), join(base, 'tmp', name)]
  await rename(await solvedCopy(t), copy)
  await mkdir(tmp, { recursive: true })
  return { copy, tmp }
}
