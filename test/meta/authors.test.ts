import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { measure, starters } from './full-marks.ts'
import { lineage } from './lineage.ts'
import { quotes } from './quotes.ts'
import { wrong } from './rejects.ts'
import type { Check } from './support/case.ts'
import { SHARES, shareOf } from './support/quick.ts'
import { fillHoles } from './support/fill.ts'
import { withoutHoles } from './support/holes.ts'
import { BEGUN, GRADER, SOLUTION, STARTER, STEP } from './support/submissions.ts'
import { fakeRepo, put } from './support/tree.ts'
import { inTurn } from './tools.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Set where the checks run, it would leave out what is tested here.
delete process.env['CHECK_QUICK']

const WRONG = `
const one = { file: 'a.ts', find: 'return 1', replace: 'return 7' }
export const wrong = [
  { mistake: 'good', edits: [one], fails: ['one is 1'], message: /7/ },
  { mistake: 'another test', edits: [one], fails: ['two is 2'], message: /7/ },
  { mistake: 'another message', edits: [one], fails: ['one is 1'], message: /8/ },
  { mistake: 'no mistake', edits: [], fails: ['one is 1'], message: /7/ },
  { mistake: 'no place', edits: [{ ...one, find: 'return 9' }], fails: [], message: /7/ },
  { mistake: 'two places', edits: [{ ...one, find: 'return' }], fails: [], message: /7/ },
  { mistake: 'unloadable', edits: [{ ...one, replace: '(' }], fails: 'all', message: /a\\.ts/ }
]
`

test('a hole may span lines, and the rest of the file stays', () => {
  const starter = [
    'a',
    "  throw todo('01.1', 'put (and', (b)",
    '  )',
    'c',
    "import { todo } from '#todo'",
    ''
  ]
  assert.equal(withoutHoles(starter.join('\n')), 'a\nc\n')
})

test('a wrong solution must fail the named tests with the named message', async (t) => {
  const repo = await createRepo(t, { [`test/meta/wrong/${STEP}.ts`]: WRONG })
  await expectProblems(wrong, repo, [
    ['01-a: another test', /should fail and passes: two is 2\nshould pass and fails: one is 1/],
    ['01-a: another message', /nothing says \/8\//],
    ['01-a: no mistake', /should fail and passes: one is 1\nnothing says/],
    ['01-a: no place', /matches never/],
    ['01-a: two places', /matches more/]
  ])
})

test('a quick check runs the share of a commit, and looks at all', async (t) => {
  const repo = await createRepo(t, { [`test/meta/wrong/${STEP}.ts`]: WRONG })
  await commitAll(repo)
  process.env['CHECK_QUICK'] = '1'
  t.after(() => delete process.env['CHECK_QUICK'])
  const cases = await wrong({ root: repo, steps: [STEP] })
  const [left] = cases.filter(({ unknown }) => unknown !== undefined)
  assert.match(left?.unknown ?? '', /^commit \w{10} takes share \d+ of 12; \d were not run/)
  for (const name of ['no place', 'two places']) {
    const found = cases.find((each) => each.name === `${STEP}: ${name}`)
    assert.match(found?.problem ?? '', /matches (never|more)/)
  }
})

test('a quick check runs half of the files of tests, and names the others', async (t) => {
  const names = Array.from({ length: 12 }, (_, n) => `${n}.test.ts`)
  const text = `import { test } from 'node:test'\ntest('one', () => {})\n`
  const tests = names.map((name) => [`of/${name}`, text])
  const repo = await createRepo(t, {
    ...Object.fromEntries(tests),
    [`test/meta/wrong/${STEP}.ts`]: WRONG
  })
  await commitAll(repo)
  process.env['CHECK_QUICK'] = '1'
  t.after(() => delete process.env['CHECK_QUICK'])
  const cases = await inTurn(repo, 'of')
  const left = cases.find(({ unknown }) => unknown !== undefined)?.unknown ?? ''
  const named = names.filter((name) => left.includes(` ${name}`))
  assert.ok(named.length > 0 && named.length < names.length, left)
  // Inside a test, node:test runs no other: each file that was taken is one case all the same.
  assert.equal(cases.length - 1, names.length - named.length)
})

test('each mistake is in the share of some commit, and in none twice', () => {
  const commits = Array.from({ length: 300 }, (_, n) => shareOf(String(n)))
  const turns = new Map(commits.map((share) => [share.about?.slice(-12), share]))
  assert.equal(turns.size, SHARES)
  for (let n = 0; n < 100; n++) {
    const takers = [...turns.values()].filter((share) => share.takes(`mistake ${n}`))
    assert.equal(takers.length, 1)
  }
})

test('a starter’s tests must stop at holes', async (t) => {
  const repo = await createRepo(t, {})
  await expectProblems(starters, repo, [])
  await put(join(repo, `steps/${STEP}/a.ts`), BEGUN)
  await expectProblems(starters, repo, [[STEP, /passes without being solved: one is 1/]])
})

test('a starter is its solution with holes', async (t) => {
  const starter = SOLUTION.replace('{ return 2 }', "{\n  throw todo('01.2', 'count')\n}")
  const solution = SOLUTION.replace('{ return 2 }', '{\n  return 2\n}')
  const repo = await createRepo(t, {
    [`steps/${STEP}/a.ts`]: starter,
    [`solutions/${STEP}/a.ts`]: solution
  })
  await expectProblems(lineage, repo, [])
  await put(join(repo, `steps/${STEP}/a.ts`), starter.replace('one', 'uno'))
  await put(join(repo, `steps/${STEP}/b.ts`), '')
  await expectProblems(lineage, repo, [
    [STEP, /b\.ts is in the starter only\na\.ts: no hole, and not in the solution[^]*uno/]
  ])
})

test('a file that changes from step to step is named in the lesson', async (t) => {
  const later = {
    'steps/02-b/a.ts': BEGUN,
    'solutions/02-b/a.ts': SOLUTION,
    'test/02-b.test.ts': ''
  }
  const repo = await createRepo(t, later)
  assert.match(await told(lineage, repo, '02-b'), /the lesson doesn't name it/)
  await put(join(repo, 'steps/02-b/README.md'), 'Open `a.ts`.')
  assert.doesNotMatch(await told(lineage, repo, '02-b'), /doesn't name it/)
})

test('holes are filled up to a task', () => {
  const starter = ['{', "  throw todo('01.1', 'a')", '}', '{', "  throw todo('01.2', 'b')", '}']
  const solution = ['{', '  if (x) {', '    a()', '  }', '}', '{', '  b()', '}']
  const filled = [...solution.slice(0, 5), ...starter.slice(3)]
  assert.equal(fillHoles(starter.join('\n'), solution.join('\n'), '01.1'), filled.join('\n'))
})

test('a quote stands in the solution', async (t) => {
  const fence = (...lines: string[]) => ['```ts', ...lines, '```', ''].join('\n')
  const [one = '', two = '', three = ''] = SOLUTION.split('\n')
  const repo = await createRepo(t, {
    [`steps/${STEP}/README.md`]: fence(`  ${one}`, two) + fence(one, '// …', three),
    [`solutions/${STEP}/README.md`]: fence(one, three)
  })
  await expectProblems(quotes, repo, [
    [`solutions/${STEP}/README.md`, /not in the solution:\nexport function one/]
  ])
})

/** A little workshop of one step, which is in order. */
async function createRepo(t: TestContext, files: Record<string, string>): Promise<string> {
  const repo = await fakeRepo(root, {
    'tsconfig.json': '{}',
    [`test/${STEP}.test.ts`]: GRADER,
    [`solutions/${STEP}/a.ts`]: SOLUTION,
    [`steps/${STEP}/a.ts`]: STARTER
  })
  t.after(() => rm(repo, { recursive: true, force: true }))
  const [result] = await measure(repo, [STEP])
  await put(join(repo, 'test/points.json'), JSON.stringify({ [STEP]: result?.measured }))
  for (const [path, text] of Object.entries(files)) await put(join(repo, path), text)
  return repo
}

/** A little workshop as a clone. */
async function commitAll(repo: string): Promise<void> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  for (const words of [
    ['init', '-q'],
    ['add', `test/meta/wrong/${STEP}.ts`],
    ['commit', '-qm', 'A']
  ]) {
    await promisify(execFile)('git', [...who, ...words], { cwd: repo })
  }
}

async function expectProblems(check: Check, repo: string, expected: [string, RegExp][]) {
  const cases = await check({ root: repo, steps: [STEP] })
  const bad = cases.filter(({ problem }) => problem !== null)
  assert.deepEqual(
    bad.map(({ name }) => name),
    expected.map(([name]) => name)
  )
  for (const [n, [, says]] of expected.entries()) assert.match(bad[n]?.problem ?? '', says)
}

async function told(check: Check, repo: string, step: string): Promise<string> {
  const cases = await check({ root: repo, steps: [step] })
  return cases.map(({ problem }) => problem).join('\n')
}
