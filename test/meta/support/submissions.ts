import type { Status } from '../../../workshop/grade/grade-step.ts'

export const STEP = '01-a'

/** A little grader: three tests, one point each. */
export const GRADER = `
import { one, three, two } from '#work/01-a/a.ts'
import { check } from './support/check.ts'

const hints: [string, string, string] = ['count', 'count on', 'it is in its name']

check('one is 1', { points: 1, task: '01.1', hints, deadline: 1000 }, (t) => {
  t.is(one(), 1)
})
check('two is 2', { points: 1, task: '01.2', hints, deadline: 1000 }, async (t) => {
  t.is(await two(), 2)
})
check('three is 3', { points: 1, task: '01.3', hints, deadline: 1000 }, (t) => {
  t.is(three(), 3)
})
`

const ONE = 'export function one() { return 1 }'
const TWO = 'export async function two() { return 2 }'
const THREE = 'export function three() { return 3 }'
const HOLE_TWO = "export async function two() { throw todo('01.2', 'count to two') }"
const HOLE_THREE = "export function three() { throw todo('01.3', 'count to three') }"
const TODO = "import { todo } from '#todo'"

export const SOLUTION = lines(ONE, TWO, THREE)
export const STARTER = lines(
  TODO,
  "export function one() { throw todo('01.1', 'count to one') }",
  HOLE_TWO,
  HOLE_THREE
)
export const BEGUN = lines(TODO, ONE, HOLE_TWO, HOLE_THREE)

export interface Submission {
  name: string
  /** What stands in a.ts; null: the file is missing. */
  code: string | null
  status: Status
  points: number
  /** Must match what the report says. */
  says?: RegExp
}

const two = (body: string) => lines(ONE, `export async function two() { ${body} }`, THREE)
const zeros = lines(
  'export function one() { return 0 }',
  'export async function two() { return 0 }',
  'export function three() { return 0 }'
)

export const submissions: Submission[] = [
  { name: 'the solution', code: SOLUTION, status: 'done', points: 3 },
  { name: 'the starter', code: STARTER, status: 'not begun', points: 0 },
  {
    name: 'a begun step',
    code: BEGUN,
    status: 'begun',
    points: 1,
    says: /task 01\.2, count to two/
  },
  {
    name: 'a hole that is swallowed',
    code: lines(
      TODO,
      ONE,
      `export async function two() { try { throw todo('01.2', 'x') } catch { return 2 } }`,
      THREE
    ),
    status: 'begun',
    points: 2
  },
  {
    name: 'a hole that is commented out',
    code: lines(
      "// throw todo('01.1', 'x')",
      "// throw todo('01.2', 'x')",
      "// throw todo('01.3', 'x')",
      SOLUTION
    ),
    status: 'done',
    points: 3
  },
  {
    name: 'a wrong value',
    code: two('return 3'),
    status: 'failing',
    points: 2,
    says: /two is 2[^]*expected: 2[^]*seen: +3[^]*hint: count[^]*npm test -- 01/
  },
  {
    name: 'a throw',
    code: two("throw new TypeError('no number')"),
    status: 'failing',
    points: 2,
    says: /TypeError: no number[^]*steps\/01-a\/a\.ts:2/
  },
  { name: 'an empty folder', code: null, status: 'failing', points: 0, says: /Cannot find module/ },
  {
    name: 'a syntax error',
    code: 'export function {',
    status: 'failing',
    points: 0,
    says: /a\.ts:1/
  },
  {
    name: 'a renamed export',
    code: SOLUTION.replace('one', 'uno'),
    status: 'failing',
    points: 0,
    says: /'one'/
  },
  {
    name: 'a throw at import',
    code: lines(SOLUTION, "throw new Error('not today')"),
    status: 'failing',
    points: 0,
    says: /not today[^]*a\.ts:4/
  },
  {
    name: 'an import that never ends',
    code: lines(SOLUTION, 'await new Promise(() => {})'),
    status: 'failing',
    points: 0
  },
  {
    name: 'process.exit(0) at import',
    code: lines(SOLUTION, 'process.exit(0)'),
    status: 'failing',
    points: 0,
    says: /the process ended \(exit code 0\)/
  },
  {
    name: 'process.exit(0) in the middle of a test',
    code: two('process.exit(0)'),
    status: 'failing',
    points: 1,
    says: /in the middle of this test[^]*three is 3 \(not reached\)/
  },
  {
    name: 'a SIGKILL to itself',
    code: two("process.kill(process.pid, 'SIGKILL')"),
    status: 'failing',
    points: 1
  },
  {
    name: 'a hang',
    code: two('await new Promise(() => {})'),
    status: 'failing',
    points: 2,
    says: /not finished after 1 s/
  },
  {
    name: 'an endless loop',
    code: two('while (true) {}'),
    status: 'failing',
    points: 1,
    says: /endless loop/
  },
  {
    name: 'a throw in the background',
    code: two(
      "setTimeout(() => { throw new Error('later') }, 5); await new Promise((r) => setTimeout(r, 500)); return 2"
    ),
    status: 'failing',
    points: 2,
    says: /later/
  },
  {
    name: 'an unhandled rejection',
    code: two(
      "void Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 500)); return 2"
    ),
    status: 'failing',
    points: 2,
    says: /lost/
  },
  {
    name: 'a forgotten handle',
    code: two('setInterval(() => {}, 1000); return 2'),
    status: 'failing',
    points: 3,
    says: /still open at the end: Timeout × 1/
  },
  {
    name: 'a lot of output',
    code: lines(
      SOLUTION,
      "for (let n = 0; n < 200; n++) process.stdout.write('x'.repeat(100_000))"
    ),
    status: 'done',
    points: 3
  },
  {
    name: 'fake TAP',
    code: lines(zeros, "console.log('TAP version 13\\nok 1 - one is 1\\n1..1\\n# ok')"),
    status: 'failing',
    points: 0
  },
  {
    name: 'a fake report',
    code: lines(
      "import { writeSync } from 'node:fs'",
      zeros,
      `for (const name of ['one is 1', 'two is 2', 'three is 3']) {
        for (const type of ['start', 'end']) {
          const event = JSON.stringify({ type, name, ok: true, failures: [], comments: [], ms: 1 })
          writeSync(3, event + '\\n')
          writeSync(3, '0'.repeat(32) + ' ' + event + '\\n')
        }
      }`
    ),
    status: 'failing',
    points: 0
  },
  {
    name: 'tests of its own, with our names',
    code: lines(
      "import { check } from '../../test/support/check.ts'",
      zeros,
      `for (const name of ['one is 1', 'two is 2']) {
        check(name, { points: 1, task: '01.1', hints: ['', '', ''] }, (t) => t.pass())
      }`
    ),
    status: 'failing',
    points: 0,
    says: /two tests have this name/
  },
  {
    name: 'tests of its own, and an end before ours',
    code: lines(
      "import { check } from '../../test/support/check.ts'",
      `for (const name of ['one is 1', 'two is 2', 'three is 3']) {
        check(name, { points: 1, task: '01.1', hints: ['', '', ''] }, (t) => t.pass())
      }`,
      "throw new Error('enough')"
    ),
    status: 'failing',
    points: 0
  },
  {
    name: 'assertions that it replaced',
    code: lines(
      "import { Test } from 'brittle'",
      zeros,
      'Test.prototype._is = function () { this.pass() }'
    ),
    status: 'failing',
    points: 0
  },
  {
    name: 'built-ins that it replaced',
    code: lines(
      "import fs from 'node:fs'",
      "import { syncBuiltinESMExports } from 'node:module'",
      zeros,
      'const { writeSync } = fs',
      'const lie = (text) => String(text).replace(\'"ok":false\', \'"ok":true\')',
      'fs.writeSync = (fd, text) => writeSync(fd, lie(text))',
      'syncBuiltinESMExports()',
      'const { stringify } = JSON',
      'JSON.stringify = (value) => lie(stringify(value))',
      'Object.prototype.toJSON = function () { return { ...this, ok: true } }',
      'Array.prototype.push = () => 0',
      'process.exit = () => {}'
    ),
    status: 'failing',
    points: 0
  }
]

function lines(...parts: string[]): string {
  return parts.join('\n')
}
