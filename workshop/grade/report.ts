import { styleText } from 'node:util'

import type { Grade } from './grade.ts'
import { exitCode } from './grade.ts'
import { type Status, type StepGrade, type TestGrade, nextHole } from './grade-step.ts'
import { failureLines, lastLines, mark } from './render.ts'

const SIGNS = {
  done: ['green', '✓'],
  begun: ['cyan', '…'],
  failing: ['red', '✗'],
  'not begun': ['gray', '·'],
  unknown: ['yellow', '?']
} as const satisfies Record<Status, readonly [string, string]>

const UNKNOWN =
  '  What fails here fails with the reference solution too, so no points are given or taken.'

/** A step's line in the table. */
export function stepLine({ step, status, points, max, ms }: StepGrade): string {
  const [colour, sign] = SIGNS[status]
  const score = status === 'unknown' ? `?/${max}` : `${points}/${max}`
  const name = step.padEnd(18)
  return styleText(colour, `${sign} ${name} ${status.padEnd(10)} ${score.padStart(6)}`) + time(ms)
}

/** What is wrong in a step and how to go on; nothing for a step that is done or not begun. */
export function stepReport(grade: StepGrade): string[] {
  const { step, status, crash, trouble, output } = grade
  if (status === 'done' || status === 'not begun') return []
  const lines = ['', styleText('bold', `${step}: ${status}`)]
  if (status === 'unknown') lines.push(UNKNOWN)
  if (crash && !crash.hole) {
    lines.push(`${mark('failed')} the files of this step can't be loaded`)
    lines.push(...failureLines([crash.failure]), ...tail(output))
  } else {
    lines.push(...told(grade).flatMap(testLines))
  }
  lines.push(...trouble.map((text) => `${mark('failed')} ${text}`))
  const hole = holeText(grade)
  if (hole) lines.push(`${mark('not reached')} still to do: ${hole}`)
  return [...lines, `  again: npm test -- ${step.slice(0, 2)}`]
}

/** The totals, and the one thing to do next; `next` is the step to go to from steps that are done. */
export function summary(grade: Grade, next: string | null = null): string[] {
  const { points, max, unknown, begun } = grade
  const doubt = unknown > 0 ? `, ${unknown} unknown` : ''
  return [
    '',
    styleText('bold', `${points} of ${max} points${doubt}; ${begun[0]} of ${begun[1]} steps begun`),
    `Next: ${nextThing(grade, next)}`
  ]
}

function nextThing(grade: Grade, next: string | null): string {
  const { steps } = grade
  if (exitCode(grade) === 2) {
    return 'run it again with the machine less busy; if it stays unknown, this machine or this copy of the workshop is at fault, not your code'
  }
  const open = steps.find(({ status }) => status === 'failing' || status === 'begun')
  if (open) {
    const [wrong] = told(open)
    const hole = holeText(open)
    if (open.crash && !open.crash.hole) return `make ${open.step} load again`
    if (wrong) return `in ${open.step}, make this true: ${wrong.name}`
    return hole ? `in ${open.step}, ${hole}` : `in ${open.step}, ${open.trouble[0] ?? 'try again'}`
  }
  const fresh = steps.find(({ status }) => status === 'not begun')?.step ?? next
  return fresh ? `${fresh}: read steps/${fresh}/README.md` : 'nothing, every step is done'
}

/** Tests that failed for another reason than a hole; a hole met while loading explains them all. */
function told({ tests, crash }: StepGrade): TestGrade[] {
  return crash?.hole ? [] : tests.filter(({ verdict, hole }) => verdict !== 'passed' && !hole)
}

function testLines({ verdict, name, failures, comments, hints }: TestGrade): string[] {
  const suffix = verdict === 'not reached' || verdict === 'unknown' ? ` (${verdict})` : ''
  const lines = [`${mark(verdict)} ${name}${suffix}`, ...failureLines(failures, comments)]
  const hint = hints[0]
  if (hint && verdict === 'failed') lines.push(`    hint: ${hint}`)
  return lines
}

function holeText(grade: StepGrade): string | null {
  const hole = nextHole(grade)
  return hole && `task ${hole.task}, ${hole.what}${hole.at ? ` (${hole.at})` : ''}`
}

function tail(output: string): string[] {
  const lines = lastLines(output)
  return lines.length > 0 ? ['    it printed:', ...lines.map((line) => `      ${line}`)] : []
}

function time(ms: number): string {
  return styleText('gray', `${(ms / 1000).toFixed(1).padStart(6)} s`)
}
