import { styleText } from 'node:util'

import { type Mark, mark } from '../grade/render.ts'
import { stepLine, stepReport } from '../grade/report.ts'
import type { Finding } from '../machine.ts'
import { allPlain } from './plain.ts'
import { type Noted, type Run, verdict } from './written.ts'

const MAX_FILES = 4
const MAX_LINE = 500
const MARKS: Record<ReturnType<typeof verdict>, Mark> = {
  done: 'passed',
  'not done': 'failed',
  unknown: 'unknown'
}

export const usage = [
  'npm run grade -- FOLDER…',
  '',
  '  FOLDER      a submission, or a folder of submissions',
  '  --steps     some steps only: 09-11, or 03,05',
  '  --out DIR   where grade.json and class.csv go (grades)'
]

/** Why nothing can be graded here. */
export function machineLines(findings: Finding[]): string[] {
  const ways = findings.flatMap(({ problem, wayOut }) => [`  ${problem}`, `    ${wayOut}`])
  return ['This machine can’t run the workshop yet, so it grades nobody:', ...ways]
}

/** A submission's line in the table of the class. */
export function classLine(noted: Noted): string {
  const { submission, grade, notes } = noted
  const word = verdict(noted)
  const score = `${grade.points}/${grade.max}`.padStart(8)
  const doubt = grade.unknown > 0 ? `, ${grade.unknown} unknown` : ''
  const look = notes.length > 0 ? `, ${notes.length} notes` : ''
  return `${mark(MARKS[word])} ${submission.name.padEnd(24)} ${score}  ${word}${doubt}${look}`
}

/** All about one submission. */
export function details({ grade, notes }: Noted): string[] {
  // A report has the submission's own words in it.
  const steps = allPlain(grade.steps)
  const reports = steps
    .flatMap(stepReport)
    .filter((line) => !line.startsWith('  again: '))
    .map((line) => line.slice(0, MAX_LINE))
  return ['', ...steps.map(stepLine), ...reports, '', ...allPlain(notes).map((n) => `note: ${n}`)]
}

/** Where the grades are, and how far the submissions were kept from this machine. */
export function closing(grades: Noted[], files: string[], { out, sandbox }: Run): string[] {
  const done = grades.filter((noted) => verdict(noted) === 'done').length
  const places = files.length > MAX_FILES ? [`${out}/*/grade.json`, `${out}/class.csv`] : files
  const lines = [`${done} of ${grades.length} done: ${places.join(', ')}`]
  if (!sandbox) {
    lines.push(
      styleText(
        'yellow',
        'Not sandboxed: this system offers no namespaces, so this code could reach your files. Read “For teachers” in README.md.'
      )
    )
  }
  return lines
}
