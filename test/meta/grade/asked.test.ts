import assert from 'node:assert/strict'
import { access, cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type TestContext, after, before, describe, test } from 'node:test'

import { usage } from '../../../workshop/submissions/said.ts'
import { run } from '../support/run.ts'
import { BEGUN, SOLUTION, STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { gradeArgs, gradeWith } from './grade-with.ts'
import { littleWorkshop } from './little.ts'

const CODE = `steps/${STEP}/a.ts`

describe('what was asked for', { concurrency: 2 }, () => {
  let workshop = ''
  before(async () => {
    workshop = await littleWorkshop()
  })
  after(() => rm(workshop, { recursive: true, force: true }))

  test('--help is an answer, and what it doesn’t know is told with it', async (t) => {
    const folder = await newFolder(t)
    const help = await gradeIn(folder, workshop, '.', '--help')
    assert.deepEqual([help.code, help.output], [0, `${usage.join('\n')}\n`])
    const odd = await gradeIn(folder, workshop, '.', '--nonsense')
    assert.equal(odd.code, 2)
    assert.equal(odd.output, `Unknown option '--nonsense'.\n\n${usage.join('\n')}\n`)
    const none = await gradeWith(workshop)
    assert.deepEqual(
      [none.code, none.output],
      [2, `Name a folder to grade.\n\n${usage.join('\n')}\n`]
    )
  })

  test('--out is tried before anyone is graded', async (t) => {
    const folder = await newFolder(t)
    await put(join(folder, 'anna', CODE), SOLUTION)
    await put(join(folder, 'file'), '')
    // Node's own mkdir never ends there.
    const nowhere = process.platform === 'linux' ? ['/proc/no/place'] : []
    for (const out of ['file', 'file/below', ...nowhere]) {
      const { code, output } = await gradeIn(
        folder,
        workshop,
        'anna',
        '--out',
        resolve(folder, out)
      )
      assert.equal(code, 2)
      const why = nowhere.includes(out) ? 'that folder is not there' : 'it is a file'
      assert.equal(
        output,
        `Can’t write to ${resolve(folder, out)} (${why}): choose another folder with --out\n`
      )
    }
  })

  test('what can’t be written is told, and the others are graded', async (t) => {
    const folder = await newFolder(t)
    await put(join(folder, 'class/anna', CODE), SOLUTION)
    await put(join(folder, 'class/ben', CODE), SOLUTION)
    // In the way of a file.
    await mkdir(join(folder, 'out/anna/grade.json/here'), { recursive: true })
    await mkdir(join(folder, 'out/class.csv'), { recursive: true })
    const { code, output } = await gradeIn(folder, workshop, 'class')
    assert.equal(code, 2, output)
    assert.match(output, /^2 of 2 done/m)
    assert.match(output, /class\.csv can’t be read \(EISDIR\): it stays/)
    const json = JSON.parse(await readFile(join(folder, 'out/ben/grade.json'), 'utf8'))
    assert.equal(json.points, 3)
  })

  test('where nothing was handed in, nobody has a grade', async (t) => {
    const folder = await newFolder(t)
    await put(join(folder, 'class/notes/monday.txt'), '')
    const { code, output } = await gradeIn(folder, workshop, 'class')
    assert.equal(code, 2, output)
    assert.match(output, /^0 to grade, 1 skipped/)
    assert.deepEqual(await readdir(join(folder, 'out')), ['hand-ins.csv'])
  })

  test('neither the workshop nor the grades are a hand-in', async (t) => {
    const folder = await newFolder(t)
    const inside = join(folder, 'workshop')
    await cp(workshop, inside, { recursive: true, verbatimSymlinks: true })
    await put(join(folder, 'anna', CODE), SOLUTION)
    const { code, output } = await gradeIn(folder, inside, '.')
    assert.equal(code, 0, output)
    assert.match(output, /^1 to grade, 2 skipped/)
    assert.match(output, /out +skipped: is where the grades go$/m)
    assert.match(output, /workshop +skipped: is the workshop that grades$/m)
  })

  test('a name can’t forge a line', async (t) => {
    if (process.platform === 'win32') return t.skip('Windows has no such names')
    const folder = await newFolder(t)
    await put(join(folder, 'class/eve\n✓ eve 3\u001b[2J', CODE), BEGUN)
    const { output } = await gradeIn(folder, workshop, 'class')
    assert.ok(!/^✓ eve/m.test(output) && !output.includes('\u001b[2J'), output)
    assert.match(output, /graded as eve__ eve 3__2J$/m)
  })

  test('a path is meant from where the command was typed', async (t) => {
    const folder = await newFolder(t)
    await put(join(folder, 'anna', CODE), SOLUTION)
    const args = gradeArgs(workshop, 'anna', '--out', 'here')
    const env = { ...process.env, INIT_CWD: folder }
    const { code, output } = await run(process.execPath, args, workshop, env)
    assert.equal(code, 0, output)
    await access(join(folder, 'here/anna/grade.json'))
  })
})

function gradeIn(folder: string, workshop: string, what: string, ...args: string[]) {
  return gradeWith(workshop, join(folder, what), '--out', join(folder, 'out'), ...args)
}

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-handed-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
