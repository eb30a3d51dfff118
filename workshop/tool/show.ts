import { join } from 'node:path'
import { styleText } from 'node:util'

import { maximum, readPoints } from '../grade/points.ts'
import { visible } from '../grade/visible.ts'
import { diffHunks } from './diff.ts'
import { readTree } from './files.ts'
import { readLesson } from './lesson.ts'
import { currentStep, readProgress } from './progress.ts'
import { texts } from './texts.ts'

const SIGNS = { done: ['green', '✓'], begun: ['cyan', '…'], 'not begun': ['gray', '·'] } as const
const GENERATED = /^spec\//

/** All steps, a line each. */
export async function list(root: string): Promise<string[]> {
  const current = await currentStep(root)
  const progress = await readProgress(root)
  return progress.map(({ step, status, max }) => {
    const [colour, sign] = SIGNS[status]
    const here = step === current ? styleText('bold', `  ← ${texts.here}`) : ''
    const score = `${max} p`.padStart(5)
    return (
      styleText(
        colour,
        `${sign} ${step.padEnd(18)} ${texts.listStatus[status].padEnd(10)} ${score}`
      ) + here
    )
  })
}

/** The learner's files against the solution, those that were written by hand. */
export async function diff(root: string, step: string): Promise<string[]> {
  const mine = await readTree(join(root, 'steps', step))
  const solved = await readTree(join(root, 'solutions', step))
  const files = [...new Set([...mine.keys(), ...solved.keys()])].filter((file) => {
    return !GENERATED.test(file) && mine.get(file) !== solved.get(file) && solved.has(file)
  })
  if (files.length === 0) return [texts.sameAsSolution]
  const parts: string[] = []
  for (const file of files.sort()) {
    const hunks = await diffHunks(
      join(root, 'steps', step, file),
      join(root, 'solutions', step, file)
    )
    const lines = hunks.flatMap((hunk) => [`@@ ${hunk.at} | ${hunk.other} @@`, ...hunk.lines])
    const shown = lines.map((line) => paint(visible(line)))
    parts.push('', styleText('bold', `steps/${step}/${file}`), ...shown)
  }
  return [texts.diffTitle(step), ...parts]
}

/** Minutes a step for a teacher, with the time of day if the start is given like `9:30`. */
export async function sheet(root: string, start?: string): Promise<string[]> {
  const progress = await readProgress(root)
  const points = await readPoints(root)
  let clock = minutesOf(start)
  let total = 0
  const rows: string[] = []
  for (const { step } of progress) {
    const { title, minutes } = await readLesson(root, step)
    const known = points[step]
    const tail = known ? `(${maximum(known)} p, ${known.holes.length} tasks)` : ''
    rows.push(
      row(clockText(clock), minutes === null ? '–' : String(minutes), `${step}  ${title} ${tail}`)
    )
    clock += minutes ?? 0
    total += minutes ?? 0
  }
  const [from = '', min = '', name = ''] = texts.sheetColumns
  return [
    texts.sheetTitle,
    row(from, min, name),
    ...rows,
    texts.sheetTotal(total),
    texts.sheetUnknown
  ]
}

function paint(line: string): string {
  if (line.startsWith('@@')) return styleText('cyan', line)
  if (line.startsWith('+')) return styleText('green', line)
  return line.startsWith('-') ? styleText('red', line) : line
}

function row(from: string, minutes: string, name: string): string {
  return `${from.padStart(5)}  ${minutes.padStart(3)}  ${name}`.trimEnd()
}

function minutesOf(start = '0:00'): number {
  const [hours = 0, minutes = 0] = start.split(':').map(Number)
  return hours * 60 + minutes
}

function clockText(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
