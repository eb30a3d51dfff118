import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { readPoints } from '../../../workshop/grade/points.ts'
import { autograding } from '../../../workshop/submissions/autograding.ts'
import { pickRange } from '../../../workshop/submissions/range.ts'
import { type Outcome, run } from '../support/run.ts'
import { BEGUN, SOLUTION, STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { gradeArgs } from './grade-with.ts'
import { littleWorkshop } from './little.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const CODE = `steps/${STEP}/a.ts`
const WRONG = SOLUTION.replace('2', '3')
const LIE = '::notice title=Autograding complete::Points 3/3'
const LIAR = SOLUTION.replace('return 2', `throw new Error('no\\n${LIE}\\n\\u001b[2J')`)

describe('npm run grade', { concurrency: 2 }, () => {
  let workshop = ''
  before(async () => {
    workshop = await littleWorkshop()
  })
  after(() => rm(workshop, { recursive: true, force: true }))

  test('full marks exit 0, with the lines that GitHub reads', async (t) => {
    const { folder, code, output } = await grade(t, workshop, { anna: SOLUTION }, 'anna')
    assert.equal(code, 0, output)
    assert.match(output, /^::notice title=Autograding complete::Points 3\/3$/m)
    assert.match(output, /^::notice title=Autograding report::{"totalPoints":3,"maxPoints":3}$/m)
    const summary = await readFile(join(folder, 'summary.md'), 'utf8')
    assert.match(summary, /\| 01-a \| done \| 3 \| 3 \|\n\| total \| done \| 3 \| 3 \|/)
  })

  test('grade.json tells each test', async (t) => {
    const { folder, code, output } = await grade(t, workshop, { ben: BEGUN }, 'ben')
    assert.equal(code, 1, output)
    const json = JSON.parse(await readFile(join(folder, 'out/ben/grade.json'), 'utf8'))
    assert.deepEqual([json.version, json.status, json.points, json.max], [1, 'not done', 1, 3])
    assert.equal(json.node, process.versions.node)
    assert.match(json.packages.autobase, /^\d/)
    assert.ok(Date.parse(json.date) > 0)
    const [, second] = json.tests
    assert.deepEqual(Object.keys(second).sort(), [
      'id',
      'max',
      'message',
      'ms',
      'name',
      'points',
      'status',
      'step'
    ])
    assert.match(second.message, /task 01\.2/)
  })

  test('a folder of folders is a class, with a CSV', async (t) => {
    const files = { anna: SOLUTION, ben: WRONG, '=carl': BEGUN }
    const { folder, code, output } = await grade(t, workshop, files, '.')
    assert.equal(code, 1, output)
    assert.doesNotMatch(output, /::notice/)
    const csv = await readFile(join(folder, 'out/class.csv'), 'utf8')
    const rows = csv.split('\r\n').map((row) => row.split(',').slice(0, 6).join(','))
    assert.deepEqual(rows, [
      'submission,status,points,max,unknown,01-a',
      '_carl,not done,1,3,0,1',
      'anna,done,3,3,0,3',
      'ben,not done,2,3,0,2',
      ''
    ])
  })

  test('a message can’t speak to the workflow runner, nor to the terminal', async (t) => {
    const { code, output } = await grade(t, workshop, { liar: LIAR }, 'liar')
    assert.equal(code, 1, output)
    assert.deepEqual(
      output.split('\n').filter((line) => line.trim().startsWith('::')),
      [
        '::notice title=Autograding complete::Points 2/3',
        '::notice title=Autograding report::{"totalPoints":2,"maxPoints":3}'
      ]
    )
    assert.ok(!output.includes('\u001b[2J'))
  })

  test('where our solution fails too, the grade is unknown and exits 2', async (t) => {
    const broken = await littleWorkshop()
    t.after(() => rm(broken, { recursive: true, force: true }))
    await put(join(broken, 'solutions', STEP, 'a.ts'), SOLUTION.replace('1', '7'))
    const submission = SOLUTION.replace('1', '8').replace('2', '3')
    const { code, output } = await grade(t, broken, { dora: submission }, 'dora')
    assert.equal(code, 1, output)
    assert.match(output, /1\/3  not done, 1 unknown/)
    const same = await grade(t, broken, { dora: SOLUTION.replace('1', '8') }, 'dora')
    assert.equal(same.code, 2, same.output)
    assert.match(same.output, /2\/3  unknown, 1 unknown/)
  })

  test('links are not followed', async (t) => {
    const folder = await newFolder(t)
    await put(join(folder, 'secret/a.ts'), SOLUTION)
    await mkdir(join(folder, 'eve/steps'), { recursive: true })
    await symlink(join(folder, 'secret'), join(folder, 'eve/steps', STEP))
    const { code, output } = await gradeIn(folder, workshop, 'eve')
    assert.equal(code, 1, output)
    assert.match(output, /0\/3[^]*left out: steps\/01-a is a symbolic link/)
  })

  test('a folder or a step that there is not exits 2, in one line', async (t) => {
    const folder = await newFolder(t)
    const missing = await gradeIn(folder, workshop, 'nobody')
    assert.equal(missing.code, 2)
    assert.match(missing.output, /^There is no folder \S+nobody\n$/)
    const step = await gradeIn(folder, workshop, '.', '--steps', '07')
    assert.deepEqual([step.code, step.output], [2, 'There is no step 07: 01-a\n'])
  })
})

test('--steps takes numbers and ranges', () => {
  const steps = ['01-a', '02-b', '03-c', '10-d']
  assert.deepEqual(pickRange(steps), steps)
  assert.deepEqual(pickRange(steps, '2-3'), ['02-b', '03-c'])
  assert.deepEqual(pickRange(steps, '10,01'), ['01-a', '10-d'])
  assert.throws(() => pickRange(steps, '4-9'), /There are no steps 4-9/)
})

test('the files for GitHub Classroom are current (npm run points)', async () => {
  for (const [file, content] of Object.entries(autograding(await readPoints(root)))) {
    assert.deepEqual(JSON.parse(await readFile(join(root, file), 'utf8')), content)
  }
})

type Graded = Outcome & { folder: string }

/** Grades what is handed in: code by name; an empty text is an empty folder. */
async function grade(
  t: TestContext,
  workshop: string,
  files: Record<string, string>,
  what: string
): Promise<Graded> {
  const folder = await newFolder(t)
  for (const [name, code] of Object.entries(files)) {
    await mkdir(join(folder, name))
    if (code) await put(join(folder, name, CODE), code)
  }
  return { folder, ...(await gradeIn(folder, workshop, what)) }
}

function gradeIn(folder: string, workshop: string, what: string, ...args: string[]) {
  const command = gradeArgs(workshop, join(folder, what), '--out', join(folder, 'out'), ...args)
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') }
  return run(process.execPath, command, folder, env)
}

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-handed-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
