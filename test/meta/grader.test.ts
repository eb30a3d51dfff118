import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { type StepGrade, gradeStep } from '../../workshop/grade/grade-step.ts'
import { stepReport } from '../../workshop/grade/report.ts'
import { blobId } from '../../workshop/grade/shipped.ts'
import { measure } from './full-marks.ts'
import { until } from '../support/until.ts'
import { run } from './support/run.ts'
import { BEGUN, GRADER, SOLUTION, STARTER, STEP, submissions } from './support/submissions.ts'
import { fakeRepo, put } from './support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TSX = `--import=${import.meta.resolve('tsx')}`
const GRADER_FILE = `test/${STEP}.test.ts`
/** A machine that others use is late, and not wrong. */
const BUSY = { deadline: 60_000 }

describe('the grader takes each submission as it is', { concurrency: 2 }, () => {
  let points = ''
  before(async () => {
    points = await measurePoints()
  })
  test('a package.json in the step is named, since nothing can be loaded beside it', async (t) => {
    const repo = await createRepo(t, BEGUN, points)
    await put(join(repo, 'steps', STEP, 'package.json'), '{}')
    const report = stepReport(await gradeStep(STEP, { root: repo })).join('\n')
    assert.match(report, /steps\/01-a\/package\.json hides that of the workshop: move it away/)
  })

  for (const { name, code, status, points: expected, says } of submissions) {
    test(`${name} is ${status}`, async (t) => {
      const repo = await createRepo(t, code, points)
      const grade = await gradeStep(STEP, { root: repo })
      const report = stepReport(grade).join('\n')
      assert.deepEqual([grade.status, grade.points, grade.max], [status, expected, 3], report)
      if (says) assert.match(report, says)
    })
  }
})

describe('only a run decides, and no text', { concurrency: 2 }, () => {
  let points = ''
  before(async () => {
    points = await measurePoints()
  })
  const remains = STARTER.split('\n').map((line) => `// ${line}`)
  const cases: [string, Record<string, string>, string, number][] = [
    ['solved, the old lines behind code', { 'a.ts': behind(SOLUTION, STARTER) }, 'done', 3],
    [
      'solved, the old lines in a string',
      { 'a.ts': `${SOLUTION}\nexport const old = ${JSON.stringify(STARTER)}` },
      'done',
      3
    ],
    ['solved, the old lines as comments', { 'a.ts': [SOLUTION, ...remains].join('\n') }, 'done', 3],
    [
      'solved, a copy of the starter beside it',
      { 'a.ts': SOLUTION, 'a.old.ts': STARTER },
      'done',
      3
    ],
    [
      'solved, a copy of the starter in a folder',
      { 'a.ts': SOLUTION, 'old/a.ts': STARTER },
      'done',
      3
    ],
    [
      'the starter with the line ends of Windows',
      { 'a.ts': STARTER.replaceAll('\n', '\r\n') },
      'not begun',
      0
    ],
    [
      'the starter, and a copy of the solution beside it',
      { 'a.ts': STARTER, 'b.ts': SOLUTION },
      'not begun',
      0
    ],
    ['the starter with a note in it', { 'a.ts': `${STARTER}\n// hm` }, 'begun', 0],
    ['holes that are made differently', { 'a.ts': renamed(STARTER) }, 'begun', 0],
    [
      'wrong, with all old lines beside it',
      { 'a.ts': behind(SOLUTION.replace('1', '7'), STARTER) },
      'failing',
      2
    ]
  ]
  for (const [name, files, status, expected] of cases) {
    test(`${name}: ${status}`, async (t) => {
      const repo = await createRepo(t, null, points)
      for (const [file, text] of Object.entries(files)) {
        await put(join(repo, `steps/${STEP}/${file}`), text)
      }
      const grade = await gradeStep(STEP, { root: repo })
      assert.deepEqual([grade.status, grade.points], [status, expected])
    })
  }

  test('a shipped file that is gone is not “not begun”', async (t) => {
    const repo = await createRepo(t, null, points)
    assert.equal((await gradeStep(STEP, { root: repo })).status, 'failing')
  })
})

describe('what is not the learner’s fault is unknown', { concurrency: 2 }, () => {
  let points = ''
  before(async () => {
    points = await measurePoints()
  })
  const grades: [string, string, string | null, RegExp][] = [
    ['the reference fails too', `solutions/${STEP}/a.ts`, SOLUTION.replace('1', '7'), /seen: +0/],
    [
      'a test checks nothing',
      GRADER_FILE,
      GRADER.replace('t.is(one(), 1)', ''),
      /nothing was checked/
    ],
    ['the grader is missing', GRADER_FILE, null, /Cannot find module/],
    [
      'a test is missing',
      GRADER_FILE,
      GRADER.replaceAll('one is 1', 'one'),
      /one is 1 \(unknown\)/
    ],
    ['there are no tests', GRADER_FILE, 'export {}', /one is 1 \(unknown\)/]
  ]
  for (const [name, file, text, says] of grades) {
    test(name, async (t) => {
      const repo = await createRepo(t, SOLUTION.replace('1', '0'), points)
      if (text === null) await rm(join(repo, file))
      else await writeFile(join(repo, file), text)
      const grade = await gradeStep(STEP, { root: repo })
      assert.deepEqual([grade.status, grade.max], ['unknown', 3])
      assert.match(stepReport(grade).join('\n'), says)
    })
  }
})

describe('npm test', { concurrency: 2 }, () => {
  let points = ''
  before(async () => {
    points = await measurePoints()
  })
  const verdicts: [string, string, number, RegExp][] = [
    [
      'a fresh clone',
      STARTER,
      0,
      /0 of 3 points; 0 of 1 steps begun\nNext: 01-a: read steps\/01-a/
    ],
    ['a begun step', BEGUN, 1, /1 of 3 points; 1 of 1 steps begun\nNext: in 01-a, task 01\.2/],
    ['a done step', SOLUTION, 0, /3 of 3 points[^]*Next: nothing, every step is done/],
    ['a wrong step', SOLUTION.replace('2', '3'), 1, /Next: in 01-a, make this true: two is 2/]
  ]
  for (const [name, code, expected, says] of verdicts) {
    test(`${name} exits ${expected}`, async (t) => {
      const repo = await createRepo(t, code, points)
      const outcome = await npmTest(repo)
      assert.equal(outcome.code, expected, outcome.output)
      assert.match(outcome.output, says)
      assert.ok(!outcome.output.includes('\u001b'), 'no colour where there is no terminal')
    })
  }

  test('a broken reference exits 2', async (t) => {
    const repo = await createRepo(t, SOLUTION.replace('1', '0'), points)
    await writeFile(join(repo, `solutions/${STEP}/a.ts`), SOLUTION.replace('1', '7'))
    const outcome = await npmTest(repo)
    assert.equal(outcome.code, 2, outcome.output)
    assert.match(outcome.output, /unknown +\?\/3/)
  })

  test('what is as it was shipped is not run, neither here nor on the reference', async (t) => {
    const repo = await createRepo(t, STARTER, points)
    const trace = join(repo, 'ran')
    const leaves = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(trace)}, '')\n`
    await writeFile(join(repo, GRADER_FILE), leaves + GRADER)
    const { code, output } = await npmTest(repo, '01', '--json', 'grade.json')
    assert.equal(code, 0, output)
    await assert.rejects(readFile(trace), /ENOENT/)
    const { tests } = JSON.parse(await readFile(join(repo, 'grade.json'), 'utf8'))
    assert.deepEqual(tests.map(statusOf), ['not reached', 'not reached', 'not reached'])
  })

  test('a clone that lacks a grader is not said to be in order', async (t) => {
    const repo = await createRepo(t, STARTER, points)
    await rm(join(repo, GRADER_FILE))
    const { code, output } = await npmTest(repo)
    assert.equal(code, 2, output)
  })

  test('a step that there is not exits 2, in one line', async (t) => {
    const repo = await createRepo(t, STARTER, points)
    assert.deepEqual(await npmTest(repo, '7'), { code: 2, output: 'There is no step 7: 01-a\n' })
  })

  test('--json writes the grade', async (t) => {
    const repo = await createRepo(t, BEGUN, points)
    await npmTest(repo, '01', '--json', 'grade.json')
    const grade = JSON.parse(await readFile(join(repo, 'grade.json'), 'utf8'))
    assert.deepEqual([grade.status, grade.points, grade.max], ['not done', 1, 3])
    const rows = grade.tests.map((row: StepGrade & { id: string }) => [
      row.id,
      row.status,
      row.points
    ])
    assert.deepEqual(rows, [
      ['01-a#1', 'passed', 1],
      ['01-a#2', 'failed', 0],
      ['01-a#3', 'failed', 0]
    ])
  })

  test('--json is meant from where the command was typed', async (t) => {
    const repo = await createRepo(t, BEGUN, points)
    const folder = join(repo, 'steps', STEP)
    const args = [TSX, 'workshop/test.ts', '--json', 'grade.json']
    await run(process.execPath, args, repo, { ...process.env, INIT_CWD: folder })
    assert.equal(JSON.parse(await readFile(join(folder, 'grade.json'), 'utf8')).points, 1)
  })

  test('a green step is followed by the next one that is not done', async (t) => {
    const repo = await createRepo(t, SOLUTION, points)
    await put(join(repo, 'test/02-b.test.ts'), GRADER.replaceAll(STEP, '02-b'))
    await put(join(repo, 'steps/02-b/a.ts'), STARTER)
    assert.match((await npmTest(repo, '01')).output, /Next: 02-b: read steps\/02-b\/README\.md/)
    await writeFile(join(repo, 'steps/02-b/a.ts'), SOLUTION)
    assert.match((await npmTest(repo, '02')).output, /Next: nothing, every step is done/)
  })

  test('--json writes all of it or leaves what was there, and keeps a link', async (t) => {
    const repo = await createRepo(t, BEGUN, points)
    await writeFile(join(repo, 'grade.json'), 'the grade before')
    await npmTest(repo, '01', '--json', 'grade.json')
    assert.equal(JSON.parse(await readFile(join(repo, 'grade.json'), 'utf8')).points, 1)
    assert.deepEqual(
      (await readdir(repo)).filter((name) => /^grade\.json\.\d/.test(name)),
      []
    )
    if (process.platform === 'win32') return
    const link = join(repo, 'link.json')
    await symlink(join(repo, 'grade.json'), link)
    await npmTest(repo, '01', '--json', link)
    assert.equal(await readlink(link), join(repo, 'grade.json'))
  })

  const places: [string, string, string][] = [
    ['the tool’s folder can’t be written', '.workshop', 'grade.json'],
    ['the place for the JSON is in a file', 'taken', 'taken/grade.json'],
    ['the place for the JSON is a folder', 'taken/x', 'taken'],
    ['the place for the JSON has no name', 'taken', '']
  ]
  for (const [name, blocked, file] of places) {
    test(`${name}: the verdict is the same, and the reason is told`, async (t) => {
      const repo = await createRepo(t, BEGUN, points)
      await put(join(repo, blocked), 'in the way')
      const { code, output } = await npmTest(repo, '01', '--json', file)
      assert.equal(code, 1, output)
      assert.match(output, /1 of 3 points[^]*could not be written: (a part|a file|that is)/)
      assert.doesNotMatch(output, /^\s+at |Error:|E[A-Z]{4,}/m)
      if (file !== 'grade.json') return
      assert.equal(JSON.parse(await readFile(join(repo, file), 'utf8')).points, 1)
    })
  }

  test('what the code says is text: no escape code reaches the terminal', async (t) => {
    const rude = `\\x1b[2J\\x1b]0;mine\\x07\\r\\u202e\\u009b2J`
    const thrower = SOLUTION.replace(
      'return 1',
      `console.log('${rude}'); throw new Error('${rude}')`
    )
    const repo = await createRepo(t, thrower, points)
    const { output } = await npmTest(repo)
    assert.match(output, /\\x1b\[2J\\x1b\]0;mine\\x07\\x0d\\u202e\\x9b2J/)
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    assert.doesNotMatch(output, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
  })

  test('killed, it leaves no process behind, even one that never gives its thread back', async (t) => {
    const loop = `${SOLUTION}
      import { writeFileSync } from 'node:fs'
      writeFileSync('pid', String(process.pid))
      while (true) {}`
    const repo = await createRepo(t, loop, points)
    const child = spawn(process.execPath, [TSX, 'workshop/test.ts'], { cwd: repo })
    const pid = await until('the graded code runs', () => readPid(repo), BUSY)
    child.kill('SIGKILL')
    await until('the graded code is gone', () => !isAlive(pid), BUSY)
  })

  test('stopped by a signal, it leaves no process behind', async (t) => {
    const loop = `${SOLUTION}
      import { writeFileSync } from 'node:fs'
      writeFileSync('pid', String(process.pid))
      while (true) {}`
    const repo = await createRepo(t, loop, points)
    const child = spawn(process.execPath, [TSX, 'workshop/test.ts'], { cwd: repo })
    const pid = await until('the graded code runs', () => readPid(repo), BUSY)
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    assert.equal(code, 130)
    await until('the graded code is gone', () => !isAlive(pid), BUSY)
  })

  test('a grader can be run by hand', async (t) => {
    const repo = await createRepo(t, SOLUTION.replace('2', '3'), points)
    const { code, output } = await run(process.execPath, [TSX, GRADER_FILE], repo)
    assert.equal(code, 1)
    assert.match(output, /✓ one is 1[^]*✗ two is 2[^]*expected: 2[^]*seen: +3[^]*2 of 3 passed/)
  })
})

/** Each line of the one text, with all of the other behind it as a comment. */
function behind(text: string, old: string): string {
  const note = old.replaceAll('\n', ' ')
  return text.replaceAll('\n', ` // ${note}\n`)
}

/** The same holes, in a way that no search for the text would find. */
function renamed(starter: string): string {
  const [, ...rest] = starter.replaceAll('todo(', 'hole(').split('\n')
  return ["import { todo as hole } from '#todo'", ...rest].join('\n')
}

function statusOf({ status }: { status: string }): string {
  return status
}

async function npmTest(repo: string, ...args: string[]) {
  return run(process.execPath, [TSX, 'workshop/test.ts', ...args], repo)
}

async function readPid(repo: string): Promise<number> {
  return Number(await readFile(join(repo, 'pid'), 'utf8').catch(() => '0'))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const repos: string[] = []
after(async () => {
  await Promise.all(repos.map((repo) => rm(repo, { recursive: true, force: true })))
})

async function createRepo(t: TestContext, code: string | null, points: string): Promise<string> {
  const repo = await fakeRepo(root, {
    [GRADER_FILE]: GRADER,
    [`solutions/${STEP}/a.ts`]: SOLUTION,
    'test/points.json': points,
    'workshop/starters.json': JSON.stringify({
      [STEP]: { 'a.ts': { blob: blobId(STARTER), changes: [] } }
    })
  })
  t.after(() => rm(repo, { recursive: true, force: true }))
  if (code !== null) await put(join(repo, `steps/${STEP}/a.ts`), code)
  return repo
}

async function measurePoints(): Promise<string> {
  const repo = await fakeRepo(root, {
    [GRADER_FILE]: GRADER,
    [`solutions/${STEP}/a.ts`]: SOLUTION,
    [`steps/${STEP}/a.ts`]: STARTER
  })
  repos.push(repo)
  const [result] = await measure(repo, [STEP])
  return JSON.stringify({ [STEP]: result?.measured })
}
