import { appendFile } from 'node:fs/promises'

import { toJson } from '../grade/grade.ts'
import type { Containment } from './containment.ts'
import { plain } from './plain.ts'
import type { Noted, Row } from './rows.ts'

/** What `grade.json` tells of a submission. */
export async function gradeJson(
  root: string,
  { submission, grade, tampering, notes }: Noted,
  marks: { run: string; basis: string },
  { sandbox, proof }: Containment
) {
  const { name, id, path } = submission
  // What help was taken stands in the learner's own files, and proves nothing.
  const { help: _, ...rest } = await toJson(grade, root)
  const trust = { sandbox, sandboxReason: proof.reason, sandboxTried: proof.tried }
  return { submission: name, id, handIn: path, ...marks, ...rest, ...trust, tampering, notes }
}

/** The lines that GitHub Classroom and its successors read. */
export function notices({ grade }: Noted): string[] {
  const report = { totalPoints: grade.points, maxPoints: grade.max }
  return [
    `::notice title=Autograding complete::Points ${grade.points}/${grade.max}`,
    `::notice title=Autograding report::${JSON.stringify(report)}`
  ]
}

/** Adds a table to the page of the workflow's run, if there is one; the steps of the only one. */
export async function writeSummary(rows: Row[], only: Noted | null): Promise<void> {
  const file = process.env['GITHUB_STEP_SUMMARY']
  if (file) await appendFile(file, markdown(rows, only))
}

function markdown(rows: Row[], only: Noted | null): string {
  const cells = only ? stepRows(only, rows) : rows.map(({ name, ...row }) => classRow(name, row))
  const lines = [['', 'status', 'points', 'of'], ['---', '---', '---:', '---:'], ...cells]
  const notes = rows.flatMap(({ name, notes: own }) => own.map((note) => [name, note]))
  return [
    ...lines.map((line) => `| ${line.map(markdownText).join(' | ')} |`),
    '',
    ...notes.map(([name, note]) => `- ${markdownText(name)}: ${markdownText(note)}`),
    ''
  ].join('\n')
}

function stepRows({ grade }: Noted, rows: Row[]): (string | number)[][] {
  const steps = grade.steps.map(({ step, status, points, max }) => [step, status, points, max])
  return [...steps, ...rows.map((row) => classRow('total', row))]
}

function classRow(name: string, { status, points, max }: Omit<Row, 'name'>): (string | number)[] {
  return [name, status, points, max]
}

function markdownText(value: string | number | undefined): string {
  const text = plain(String(value)).replaceAll('\n', ' ')
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&')
}
