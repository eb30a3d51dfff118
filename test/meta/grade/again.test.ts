import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, after, before, describe, test } from 'node:test'

import { eachLine } from '../../../workshop/grade/lines.ts'
import { BEGUN, SOLUTION, STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { datesOf, gradeArgs, gradeWith, names } from './grade-with.ts'
import { littleWorkshop } from './little.ts'

const MAX_LINE = 10_000
const CODE = `steps/${STEP}/a.ts`
const OWN = SOLUTION.replace('return 2', 'return 1 + 1')
/** Waits until the deadline of its test. */
const SLOW = SOLUTION.replace('return 2', 'await new Promise(() => {})')

describe('a class that is graded again', { concurrency: 2 }, () => {
  let workshop = ''
  before(async () => {
    workshop = await littleWorkshop()
  })
  after(() => rm(workshop, { recursive: true, force: true }))

  test('has the same rows in the same order, whoever was faster', async (t) => {
    const { folder, out } = await handIn(t, { zoe: OWN, anna: SLOW, ben: OWN, Carl: BEGUN })
    const first = await gradeWith(workshop, folder, '--out', out)
    const csv = await readFile(join(out, 'class.csv'), 'utf8')
    assert.deepEqual(names(csv), ['Carl', 'anna', 'ben', 'zoe'], first.output)
    const printed = [...first.output.matchAll(/^. (\S+) +\d\/3/gm)].map(([, name]) => name)
    assert.deepEqual(printed, ['Carl', 'anna', 'ben', 'zoe'])
    const second = await gradeWith(workshop, folder, '--out', out)
    assert.equal(await readFile(join(out, 'class.csv'), 'utf8'), csv, second.output)
  })

  test('one learner again changes that learner’s row', async (t) => {
    const { folder, out } = await handIn(t, { anna: BEGUN, ben: BEGUN, carla: OWN })
    await gradeWith(workshop, folder, '--out', out)
    const before = await readFile(join(out, 'class.csv'), 'utf8')
    await put(join(folder, 'ben', CODE), OWN)
    const { output } = await gradeWith(workshop, join(folder, 'ben'), '--out', out)
    const now = await readFile(join(out, 'class.csv'), 'utf8')
    assert.equal(now, before.replace('ben,not done,1,3,0,1', 'ben,done,3,3,0,3'), output)
  })

  test('some steps again leave the points of the others, in the table and in the file', async (t) => {
    const second = '02-b'
    const two = await littleWorkshop([STEP, second])
    t.after(() => rm(two, { recursive: true, force: true }))
    const { folder, out } = await handIn(t, { anna: OWN, ben: OWN })
    const more = join(folder, 'anna', `steps/${second}/a.ts`)
    await put(more, BEGUN.replaceAll("'01.", "'02."))
    await gradeWith(two, folder, '--out', out)
    const csv = () => readFile(join(out, 'class.csv'), 'utf8')
    assert.match(await csv(), /^anna,not done,4,6,0,3,1,/m)
    await put(more, OWN)
    const args = [join(folder, 'anna'), '--steps', '02', '--out', out]
    const { output } = await gradeWith(two, ...args)
    assert.match(output, /anna +3\/3 +done/)
    assert.match(await csv(), /^anna,done,6,6,0,3,3,/m)
    const { points, steps, tests, earlier } = await gradeOf(out, 'anna')
    assert.deepEqual(
      { points, steps: steps.length, tests: tests.length },
      { points: 6, steps: 2, tests: 6 }
    )
    assert.deepEqual(earlier, [STEP])
  })

  test('what someone else wrote in class.csv stays', async (t) => {
    const { folder, out } = await handIn(t, { anna: OWN, ben: OWN })
    await gradeWith(workshop, folder, '--out', out)
    const file = join(out, 'class.csv')
    const [head, anna, ben] = (await readFile(file, 'utf8')).split('\r\n')
    await writeFile(
      file,
      [`${head},bonus`, `${anna},5`, `${ben},`, 'zoe,done,3,3,0,3,,7'].join('\n')
    )
    await gradeWith(workshop, join(folder, 'ben'), '--out', out)
    assert.deepEqual((await readFile(file, 'utf8')).trim().split('\r\n'), [
      `${head},bonus`,
      `${anna},5`,
      `${ben},`,
      'zoe,done,3,3,0,3,,7'
    ])
    await writeFile(file, 'Name;Punkte\nanna;3\n')
    const { output } = await gradeWith(workshop, join(folder, 'ben'), '--out', out)
    const aside = (await readdir(out)).find((name) => /^class-.+\.csv$/.test(name)) ?? ''
    assert.equal(await readFile(join(out, aside), 'utf8'), 'Name;Punkte\nanna;3\n', output)
    assert.match(output, /class\.csv was not written by this command: it is now class-/)
  })

  test('no grade is written over another’s, one by one or in two classes', async (t) => {
    const { folder, out } = await handIn(t, {
      王小明: OWN,
      李小龙: BEGUN,
      '§§§': OWN,
      '€€€': BEGUN
    })
    for (const name of ['王小明', '李小龙', '§§§', '€€€']) {
      await gradeWith(workshop, join(folder, name), '--out', out)
    }
    const other = await handIn(t, { 王小明: BEGUN })
    const { output } = await gradeWith(workshop, other.folder, '--out', out)
    assert.match(output, /王小明 +graded as 王小明-2/)
    const csv = await readFile(join(out, 'class.csv'), 'utf8')
    const points = csv.split('\r\n').map((row) => row.split(',').slice(0, 3).join())
    assert.deepEqual(points, [
      'submission,status,points',
      '___,done,3',
      '___-2,not done,1',
      '李小龙,not done,1',
      '王小明,done,3',
      '王小明-2,not done,1',
      ''
    ])
  })

  test('goes on where it was interrupted', async (t) => {
    const learners = Object.fromEntries('abcdefgh'.split('').map((name) => [name, SLOW]))
    const { folder, out } = await handIn(t, { ...learners, aa: OWN })
    const child = spawn(process.execPath, gradeArgs(workshop, folder, '--out', out))
    const printed: string[] = []
    const graded = new Promise<void>((resolve) => {
      eachLine(child.stdout, MAX_LINE, (line) => {
        printed.push(line)
        if (/^. aa +3\/3/.test(line)) resolve()
      })
    })
    await graded
    child.kill('SIGINT')
    const [code] = await once(child, 'close')
    const dates = await datesOf(out)
    const known = Object.keys(dates)
    assert.ok(known.length > 1 && known.length < 9, printed.join('\n'))
    if (process.platform !== 'win32') {
      assert.equal(code, 130)
      assert.match(printed.join('\n'), /^Stopped, with \d graded\. The same command goes on/m)
      assert.deepEqual(names(await readFile(join(out, 'class.csv'), 'utf8')), known)
    }

    const { output } = await gradeWith(workshop, folder, '--out', out)
    const now = await datesOf(out)
    const kept = Object.fromEntries(known.map((name) => [name, now[name]]))
    assert.deepEqual(kept, dates, output)
    const all = ['a', 'aa', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    assert.deepEqual(names(await readFile(join(out, 'class.csv'), 'utf8')), all)
    assert.match(output, /1 of 9 done/)
    // It came to its end, so the next time all is new.
    await gradeWith(workshop, folder, '--out', out)
    const later = await datesOf(out)
    assert.deepEqual(
      all.filter((name) => later[name] === now[name]),
      []
    )
  })
})

async function handIn(t: TestContext, files: Record<string, string>) {
  const base = await mkdtemp(join(tmpdir(), 'workshop-again-'))
  t.after(() => rm(base, { recursive: true, force: true }))
  for (const [name, code] of Object.entries(files)) await put(join(base, 'class', name, CODE), code)
  return { folder: join(base, 'class'), out: join(base, 'grades') }
}

async function gradeOf(out: string, name: string) {
  return JSON.parse(await readFile(join(out, name, 'grade.json'), 'utf8'))
}
