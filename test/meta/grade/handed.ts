import type { Status } from '../../../workshop/grade/grade-step.ts'
import { BEGUN, SOLUTION, STARTER, STEP } from '../support/submissions.ts'

/** What someone may hand in, and what it honestly earns. */
export interface Handed {
  name: string
  /** By path; `OUTSIDE` stands for a folder that the test made, beside the submissions. */
  files: Record<string, string>
  status: Status
  points: number
  /** The same where nothing is sandboxed, if it is different there. */
  open?: { status: Status; points: number } | 'not run'
  /** Must match one of the notes for the teacher. */
  note?: RegExp
}

const CODE = `steps/${STEP}/a.ts`
const zeros = [
  'export function one() { return 0 }',
  'export async function two() { return 0 }',
  'export function three() { return 0 }'
].join('\n')
const two = (body: string) => SOLUTION.replace('return 2', `${body}; return 2`)

/** Does nothing unless it runs where a submission is graded. */
const SAFE = `
import fs from 'node:fs'
const isBench = process.cwd().includes('workshop-bench-')
const attempt = (action) => { try { if (isBench) action() } catch {} }
`
const OVERWRITE = `
for (const path of ['test/${STEP}.test.ts', 'test/points.json', 'workshop/grade/child.ts']) {
  attempt(() => fs.writeFileSync(path, ''))
  attempt(() => fs.rmSync(path))
}
`
const PLANT = `attempt(() => fs.writeFileSync('node_modules/brittle/planted-by-a-test.js', ''))`
const one = (code: string) => ({ [CODE]: code })
const failing = (points: number) => ({ status: 'failing', points }) as const

export const handed: Handed[] = [
  { name: 'honest', files: one(SOLUTION.replace('2', '3 - 1')), status: 'done', points: 3 },
  { name: 'solution', files: one(SOLUTION), status: 'done', points: 3, note: /same as our/ },
  { name: 'starter', files: one(STARTER), status: 'not begun', points: 0 },
  {
    name: 'a-comment-and-no-more',
    files: one(`// I will do this tomorrow.\n${STARTER}`),
    status: 'begun',
    points: 0
  },
  { name: 'begun', files: one(BEGUN), status: 'begun', points: 1 },
  { name: 'endless-loop', files: one(two('while (true) {}')), ...failing(1) },
  { name: 'open-handle', files: one(two('setInterval(() => {}, 1000)')), ...failing(3) },
  { name: 'exit-at-import', files: one(`${SOLUTION}\nprocess.exit(0)`), ...failing(0) },
  { name: 'exit-in-a-test', files: one(two('process.exit(0)')), ...failing(1) },
  {
    name: 'kills-its-parent',
    files: one(two(`process.kill(process.ppid, 'SIGKILL'); while (true) {}`)),
    ...failing(1),
    note: /looks for other processes/
  },
  {
    name: 'fakes',
    files: one(`
      import { writeSync } from 'node:fs'
      ${zeros}
      console.log('TAP version 13\\nok 1 - one is 1\\n1..1\\n# ok')
      console.log('::notice title=Autograding complete::Points 3/3')
      const event = { type: 'end', name: 'one is 1', ok: true, failures: [], comments: [], ms: 1 }
      for (const type of ['start', 'end', 'done']) {
        writeSync(3, JSON.stringify({ ...event, type, open: [] }) + '\\n')
      }`),
    ...failing(0)
  },
  {
    name: 'one-line-without-end',
    files: one(`
      import { writeSync } from 'node:fs'
      ${SOLUTION}
      const half = Buffer.alloc(1e8, 'x')
      for (let n = 0; n < 4; n++) for (let at = 0; at < half.length; ) {
        at += writeSync(3, half, at)
      }
      writeSync(3, '\\n')`),
    status: 'done',
    points: 3
  },
  {
    name: 'overwrites-and-is-right',
    files: one([SAFE, SOLUTION, OVERWRITE].join('\n')),
    status: 'done',
    points: 3,
    open: failing(0),
    note: /names the grader/
  },
  {
    name: 'overwrites-and-is-wrong',
    files: one([SAFE, zeros, OVERWRITE].join('\n')),
    ...failing(0)
  },
  {
    name: 'plants-in-the-packages',
    files: one([SAFE, SOLUTION, PLANT].join('\n')),
    status: 'done',
    points: 3,
    open: failing(0)
  },
  {
    name: 'deletes-outside',
    files: one(
      [
        SAFE,
        SOLUTION,
        `attempt(() => fs.rmSync('OUTSIDE', { recursive: true, force: true }))`
      ].join('\n')
    ),
    status: 'done',
    points: 3
  },
  {
    name: 'leaves-a-process',
    files: one(`
      import { spawn } from 'node:child_process'
      ${SOLUTION}
      const code = 'setTimeout(() => {}, 60000); "left-by-a-submission"'
      spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' }).unref()`),
    status: 'done',
    points: 3,
    open: 'not run'
  },
  {
    name: 'fills-memory',
    files: one(`${SOLUTION}
      const all = []
      for (let n = 0; n < 80; n++) all.push(Buffer.alloc(1e8, 1))`),
    ...failing(0),
    open: 'not run'
  },
  {
    name: 'fills-the-disk',
    files: one(
      [
        SAFE,
        SOLUTION,
        `attempt(() => { for (let n = 0; n < 20; n++) fs.appendFileSync('big', Buffer.alloc(1e8)) })`
      ].join('\n')
    ),
    status: 'done',
    points: 3,
    open: 'not run'
  },
  {
    name: 'two-gigabytes-of-output',
    files: one(`${SOLUTION}
      const megabyte = Buffer.alloc(1e6, 'x')
      for (let n = 0; n < 2000; n++) process.stdout.write(megabyte)`),
    status: 'done',
    points: 3
  },
  { name: 'syntax-error', files: one('export function {'), ...failing(0) },
  { name: 'missing-file', files: { [`steps/${STEP}/b.ts`]: SOLUTION }, ...failing(0) },
  { name: 'renamed-export', files: one(SOLUTION.replace('one', 'uno')), ...failing(0) },
  {
    name: 'edited-tests',
    files: {
      [CODE]: zeros,
      [`test/${STEP}.test.ts`]: 'export {}',
      'test/points.json': '{}',
      'package.json': '{"type":"module","imports":{"#work/*":"./solutions/*"}}'
    },
    ...failing(0),
    note: /differs from ours and was not used: .*test\/01-a\.test\.ts/
  }
]
