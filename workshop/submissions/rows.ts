import { exitCode } from '../grade/grade.ts'
import type { SubmissionGrade } from './grade-class.ts'
import { compare } from './place.ts'

export type Verdict = 'done' | 'not done' | 'unknown'
export type Noted = SubmissionGrade & { notes: string[] }

/** What a table says of a submission. */
export interface Row {
  name: string
  status: Verdict
  points: number
  max: number
  unknown: number
  /** By step: its points, or `?`. */
  steps: Record<string, number | string>
  notes: string[]
}

const HEAD = ['submission', 'status', 'points', 'max', 'unknown']
const NOTES = 'notes'
const STEP = /^\d\d-/

/** One word for a submission: done is all points of all steps that were asked for. */
export function verdict({ grade }: SubmissionGrade): Verdict {
  if (exitCode(grade) === 2) return 'unknown'
  return grade.steps.every(({ status }) => status === 'done') ? 'done' : 'not done'
}

export function rowOf(noted: Noted): Row {
  const { submission, grade, notes } = noted
  const { points, max, unknown } = grade
  const steps = grade.steps.map(({ step, status, points: own }) => {
    return [step, status === 'unknown' ? '?' : own] as const
  })
  const name = submission.name
  return {
    name,
    status: verdict(noted),
    points,
    max,
    unknown,
    notes,
    steps: Object.fromEntries(steps)
  }
}

/**
 * The table of the class: rows of the table before, those of these submissions instead of theirs,
 * by name. Null if the table before is not ours.
 */
export function mergeRows(before: string[][], rows: Row[]): (string | number)[][] | null {
  const [head = HEAD, ...old] = before
  if (head[0] !== HEAD[0]) return null
  const graded = new Set(rows.map(({ name }) => name))
  const kept = old.filter((cells) => cells[0] !== undefined && !graded.has(cells[0]))
  const records: Record<string, string | number>[] = [
    ...kept.map((cells) => Object.fromEntries(head.map((column, n) => [column, cells[n] ?? '']))),
    ...rows.map(({ name, steps, notes, ...rest }) => {
      return { submission: name, ...rest, ...steps, notes: notes.join('; ') }
    })
  ]
  const columns = new Set([...head, ...rows.flatMap(({ steps }) => Object.keys(steps))])
  const steps = [...columns].filter((column) => STEP.test(column)).sort(compare)
  const known = new Set([...HEAD, ...steps, NOTES])
  const added = [...columns].filter((column) => !known.has(column))
  const all = [...HEAD, ...steps, NOTES, ...added]
  const inOrder = records.sort((a, b) => compare(String(a['submission']), String(b['submission'])))
  return [all, ...inOrder.map((record) => all.map((column) => record[column] ?? ''))]
}
