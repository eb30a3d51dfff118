import { styleText } from 'node:util'
import stringWidth from 'string-width'

import { type Mark, mark } from '../grade/render.ts'
import { stepLine, stepReport } from '../grade/report.ts'
import type { Finding } from '../machine.ts'
import type { HandIn } from './find.ts'
import type { Grades } from './grades.ts'
import { allPlain, oneLine } from './plain.ts'
import type { Report } from './report.ts'
import type { Noted, Row, Verdict } from './rows.ts'

const MAX_FILES = 4
const MAX_LINE = 500
const NAME_WIDTH = 24
const MARKS: Record<Verdict, Mark> = { done: 'passed', 'not done': 'failed', unknown: 'unknown' }

export const usage = [
  'npm run grade -- FOLDER…',
  '',
  '  FOLDER      a submission (a folder or a zip), or a folder of submissions',
  '  --steps     some steps only: 09-11, or 03,05',
  '  --out DIR   where grade.json, class.csv and hand-ins.csv go (grades)'
]

/** Why nothing can be graded here. */
export function machineLines(findings: Finding[]): string[] {
  const ways = findings.flatMap(({ problem, wayOut }) => [`  ${problem}`, `    ${wayOut}`])
  return ['This machine can’t run the workshop yet, so it grades nobody:', ...ways]
}

/** What was found, and what became of it. One submission with nothing odd goes without saying. */
export function foundLines(table: HandIn[], { out }: Grades): string[] {
  const taken = table.filter(({ name }) => name !== null)
  const [only] = table
  if (only && table.length === 1 && only.name === only.path && only.reason === '') return []
  const count = `${taken.length} to grade, ${table.length - taken.length} skipped`
  return [`${count} (${out}/hand-ins.csv):`, ...table.map(handInLine), '']
}

function handInLine({ path, name, reason, lost }: HandIn): string {
  const sign = mark(name !== null ? 'passed' : lost ? 'unknown' : 'not reached')
  const renamed = name !== null && name !== path ? [`graded as ${name}`] : []
  const skipped = name === null ? [`skipped: ${reason}`] : [reason]
  const said = [...renamed, ...skipped].filter(Boolean).join('; ')
  return `  ${sign} ${pad(oneLine(path))} ${oneLine(said)}`.trimEnd().slice(0, MAX_LINE)
}

/** A submission's line in the table of the class. */
export function classLine({ name, status, points, max, unknown, notes }: Row): string {
  const score = `${points}/${max}`.padStart(8)
  const doubt = unknown > 0 ? `, ${unknown} unknown` : ''
  const many = notes.length === 1 ? 'note' : 'notes'
  const look = notes.length > 0 ? `, ${notes.length} ${many}` : ''
  return `${mark(MARKS[status])} ${pad(oneLine(name))} ${score}  ${status}${doubt}${look}`
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
export function closing({ rows, lost, grades, containment }: Report): string[] {
  const { out, files, problems } = grades
  const done = rows.filter(({ status }) => status === 'done').length
  const many = [`${out}/*/grade.json`, `${out}/class.csv`, `${out}/hand-ins.csv`]
  const places = files.length > MAX_FILES ? many : files
  const { sandbox, proof } = containment
  return [
    `${done} of ${rows.length} done: ${places.join(', ')}`,
    ...problems.map(warn),
    ...(lost > 0
      ? [warn(`${lost} skipped, and may be somebody’s work: see ${out}/hand-ins.csv`)]
      : []),
    ...(sandbox ? [] : [warn(notSandboxed(proof.reason ?? 'it failed'))])
  ]
}

function notSandboxed(reason: string): string {
  return `Not sandboxed: ${reason}. This code could reach your files: read “Strangers’ code” in docs/teaching.md.`
}

function warn(text: string): string {
  return styleText('yellow', text)
}

/** A Chinese character is as wide as two letters. */
function pad(name: string): string {
  return name + ' '.repeat(Math.max(0, NAME_WIDTH - stringWidth(name)))
}
