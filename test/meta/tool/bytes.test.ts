import assert from 'node:assert/strict'
import {
  chmod,
  mkdir,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile
} from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { catchUp, reset, solve, undo } from '../../../workshop/tool/overwrite.ts'
import { freshCopy, stepFile } from './class.ts'

const STEP = '01-database'
const WINDOWS = process.platform === 'win32'
/** No text in any encoding, and longer if it is taken for one. */
const PICTURE = Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 37 + (n >> 3)) % 256))
const LATIN = Buffer.from('Grüße\r\nan alle\n', 'latin1')

const verbs: Record<string, (copy: string) => Promise<string[]>> = {
  reset: (copy) => reset(copy, STEP),
  solve: (copy) => solve(copy, STEP),
  catchup: (copy) => catchUp(copy, '02-autobase')
}
for (const [name, run] of Object.entries(verbs)) {
  test(`${name} keeps every byte, and undo brings it back`, async (t) => {
    const copy = await oddStep(t)
    const before = await look(copy)
    await run(copy)
    assert.notDeepEqual(await look(copy), before)
    await undo(copy)
    assert.deepEqual(await look(copy), before)
    if (WINDOWS) return
    assert.equal(await readlink(stepFile(copy, `${STEP}/view.ts`)), '../../mine.ts')
    assert.equal((await stat(stepFile(copy, `${STEP}/run.sh`))).mode & 0o777, 0o755)
  })

  test(`${name} never writes through a link`, { skip: WINDOWS && 'no links here' }, async (t) => {
    const copy = await oddStep(t)
    await run(copy)
    assert.equal(await readFile(join(copy, 'mine.ts'), 'utf8'), 'export const mine = 1\n')
  })

  test(`${name} changes nothing where no copy can be kept`, async (t) => {
    const copy = await oddStep(t)
    const before = await look(copy)
    await mkdir(join(copy, '.workshop'), { recursive: true })
    await writeFile(join(copy, '.workshop/saved'), 'in the way')
    await assert.rejects(run(copy), /Nothing was changed, since no copy .*: a (file|part)/)
    assert.deepEqual(await look(copy), before)
  })
}

test(
  'a name that can’t be read is named, and nothing is changed',
  { skip: process.platform !== 'linux' && 'no such names here' },
  async (t) => {
    const copy = await oddStep(t)
    const file = Buffer.concat([Buffer.from(stepFile(copy, `${STEP}/bad`)), Buffer.from([0xff])])
    await writeFile(file, 'mine')
    const before = await readFile(stepFile(copy, `${STEP}/view.ts`), 'utf8').catch(String)
    for (const run of Object.values(verbs)) {
      await assert.rejects(run(copy), /Nothing was changed, .* the name of bad\uFFFD can’t be read/)
    }
    assert.equal(await readFile(stepFile(copy, `${STEP}/view.ts`), 'utf8').catch(String), before)
    assert.equal(await readFile(file, 'utf8'), 'mine')
  }
)

test('a step that was removed comes back as it was shipped, with its lesson', async (t) => {
  const copy = await freshCopy(t)
  const before = await look(copy)
  await rm(join(copy, 'steps', STEP), { recursive: true })
  await writeFile(join(copy, 'solutions', STEP, 'README.md'), 'another debrief')
  await reset(copy, STEP)
  assert.deepEqual(await look(copy), before)
  await undo(copy)
  assert.deepEqual(await look(copy), {})
})

test('files where folders were, and folders where files were, are put right', async (t) => {
  const copy = await freshCopy(t)
  const before = await look(copy)
  for (const path of ['spec', 'view.ts'])
    await rm(stepFile(copy, `${STEP}/${path}`), { recursive: true })
  await writeFile(stepFile(copy, `${STEP}/spec`), 'a file')
  await mkdir(stepFile(copy, `${STEP}/view.ts`))
  await writeFile(stepFile(copy, `${STEP}/view.ts/mine.ts`), 'export {}')
  const odd = await look(copy)
  await reset(copy, STEP)
  assert.deepEqual(await look(copy), before)
  await undo(copy)
  assert.deepEqual(await look(copy), odd)
})

test('a file where a step was stays, and that is the reason that is told', async (t) => {
  const copy = await freshCopy(t)
  await rm(stepFile(copy, STEP), { recursive: true })
  await writeFile(stepFile(copy, STEP), 'mine')
  for (const run of Object.values(verbs)) {
    await assert.rejects(run(copy), /steps\/01-database is a file/)
  }
  assert.equal(await readFile(stepFile(copy, STEP), 'utf8'), 'mine')
})

test('what was killed in the middle of a copy is no copy, and undo goes on', async (t) => {
  const copy = await freshCopy(t)
  await solve(copy, STEP)
  const solved = await look(copy)
  await reset(copy, STEP)
  await mkdir(join(copy, '.workshop/saved/.123-456', STEP), { recursive: true })
  await mkdir(join(copy, '.workshop/saved/003-solve-01'))
  await undo(copy)
  assert.deepEqual(await look(copy), solved)
})

test('two commands at once keep a copy each', async (t) => {
  const copy = await freshCopy(t)
  await Promise.all([solve(copy, '01-database'), solve(copy, '02-autobase')])
  const names = await readdir(join(copy, '.workshop/saved'))
  assert.deepEqual(names.map((name) => name.slice(4)).sort(), ['solve-01', 'solve-02'])
})

/** A step with all that a folder may have. */
async function oddStep(t: TestContext): Promise<string> {
  const copy = await freshCopy(t)
  await writeFile(stepFile(copy, `${STEP}/sketch.png`), PICTURE)
  await writeFile(stepFile(copy, `${STEP}/schema.ts`), LATIN)
  await writeFile(stepFile(copy, `${STEP}/README.md`), 'my notes')
  await writeFile(stepFile(copy, `${STEP}/über uns #1 %20 'x'.txt`), LATIN)
  await writeFile(stepFile(copy, `${STEP}/run.sh`), 'true\n')
  await chmod(stepFile(copy, `${STEP}/run.sh`), 0o755)
  await writeFile(join(copy, 'mine.ts'), 'export const mine = 1\n')
  if (!WINDOWS) {
    await rm(stepFile(copy, `${STEP}/view.ts`))
    await symlink('../../mine.ts', stepFile(copy, `${STEP}/view.ts`))
  }
  return copy
}

/** Each file's bytes, as text that shows all of them. */
async function look(copy: string): Promise<Record<string, string>> {
  const folder = join(copy, 'steps', STEP)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => !entry.isDirectory())
  const rows = files.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name)
    return [path.slice(folder.length), await readFile(path, 'latin1')]
  })
  return Object.fromEntries(await Promise.all(rows))
}
