import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { exitCode, toJson } from '../grade/grade.ts'
import type { SubmissionGrade } from './grade-class.ts'
import { plain } from './plain.ts'

/** What all grades of a run have in common. */
export interface Run {
  root: string
  /** Where the files go. */
  out: string
  sandbox: boolean
}

export type Noted = SubmissionGrade & { notes: string[] }

/** One word for a submission: done is all points of all steps that were asked for. */
export function verdict({ grade }: SubmissionGrade): 'done' | 'not done' | 'unknown' {
  if (exitCode(grade) === 2) return 'unknown'
  return grade.steps.every(({ status }) => status === 'done') ? 'done' : 'not done'
}

/** Writes `NAME/grade.json`; returns its path. */
export async function writeGrade(noted: Noted, { root, out, sandbox }: Run): Promise<string> {
  const { submission, grade, tampering, notes } = noted
  const folder = join(out, submission.name)
  const file = join(folder, 'grade.json')
  // What help was taken stands in the learner's own files, and proves nothing.
  const { help: _, ...rest } = (await toJson(grade, root)) as Record<string, unknown>
  const json = { submission: submission.name, ...rest, sandbox, tampering, notes }
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${JSON.stringify(json, null, 2)}\n`)
  return file
}

/** Writes `class.csv`: a line a submission, a column a step; returns its path. */
export async function writeCsv(grades: Noted[], { out }: Run): Promise<string> {
  const steps = grades[0]?.grade.steps.map(({ step }) => step) ?? []
  const head = ['submission', 'status', 'points', 'max', 'unknown', ...steps, 'notes']
  const rows = grades.map((noted) => {
    const { submission, grade, notes } = noted
    const { points, max, unknown } = grade
    const scores = grade.steps.map((step) => (step.status === 'unknown' ? '?' : step.points))
    return [submission.name, verdict(noted), points, max, unknown, ...scores, notes.join('; ')]
  })
  const file = join(out, 'class.csv')
  await mkdir(out, { recursive: true })
  await writeFile(file, [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join(''))
  return file
}

/** The lines that GitHub Classroom and its successors read. */
export function notices({ grade }: SubmissionGrade): string[] {
  const report = { totalPoints: grade.points, maxPoints: grade.max }
  return [
    `::notice title=Autograding complete::Points ${grade.points}/${grade.max}`,
    `::notice title=Autograding report::${JSON.stringify(report)}`
  ]
}

/** Adds a table to the page of the workflow's run, if there is one. */
export async function writeSummary(grades: Noted[]): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (file) await appendFile(file, markdown(grades))
}

function markdown(grades: Noted[]): string {
  const [only] = grades
  const rows = only && grades.length === 1 ? stepRows(only) : grades.map(classRow)
  const lines = [['', 'status', 'points', 'of'], ['---', '---', '---:', '---:'], ...rows]
  const notes = grades.flatMap((noted) => noted.notes.map((note) => [noted.submission.name, note]))
  return [
    ...lines.map((cells) => `| ${cells.map(markdownText).join(' | ')} |`),
    '',
    ...notes.map(([name, note]) => `- ${markdownText(name)}: ${markdownText(note)}`),
    ''
  ].join('\n')
}

function stepRows({ grade, ...rest }: Noted): (string | number)[][] {
  const rows = grade.steps.map(({ step, status, points, max }) => [step, status, points, max])
  return [...rows, ['total', verdict({ grade, ...rest }), grade.points, grade.max]]
}

function classRow(noted: Noted): (string | number)[] {
  const { submission, grade } = noted
  return [submission.name, verdict(noted), grade.points, grade.max]
}

/** A spreadsheet takes a cell that begins with one of these signs for a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = plain(value)
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function markdownText(value: string | number | undefined): string {
  const text = plain(String(value)).replaceAll('\n', ' ')
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&')
}
