import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Row, Verdict } from './rows.ts'

const VERDICTS: readonly string[] = ['done', 'not done', 'unknown'] satisfies Verdict[]

/** A grade that was written earlier. */
export interface Kept {
  /** Whose it is. */
  id: string
  /** The run that gave it. */
  run: string
  /** What it was given for: the same word means the same work, graders and steps. */
  basis: string
  row: Row
}

/** The grade in a folder; null if there is none, and `strange` if it isn't known whose it is. */
export async function readKept(out: string, name: string): Promise<Kept | 'strange' | null> {
  const text = await readFile(join(out, name, 'grade.json'), 'utf8').catch(absent)
  if (text === null) return null
  try {
    const json: unknown = JSON.parse(text)
    return isGrade(json) && json.submission === name ? keptOf(json) : 'strange'
  } catch {
    return 'strange'
  }
}

interface Json {
  submission: string
  id: string
  run: string
  basis: string
  status: Verdict
  points: number
  max: number
  unknown: number
  steps: { step: string; status: string; points: number }[]
  notes: string[]
}

function keptOf({ submission, id, run, basis, steps, notes, ...json }: Json): Kept {
  const { status, points, max, unknown } = json
  const scores = steps.map((step) => [step.step, step.status === 'unknown' ? '?' : step.points])
  const row = { name: submission, status, points, max, unknown, notes }
  return { id, run, basis, row: { ...row, steps: Object.fromEntries(scores) } }
}

function isGrade(json: unknown): json is Json {
  if (typeof json !== 'object' || json === null) return false
  const all = new Map(Object.entries(json))
  const texts = ['submission', 'id', 'run', 'basis', 'status'].map((name) => all.get(name))
  const numbers = ['points', 'max', 'unknown'].map((name) => all.get(name))
  return (
    texts.every((value) => typeof value === 'string') &&
    VERDICTS.includes(String(all.get('status'))) &&
    numbers.every((value) => typeof value === 'number') &&
    Array.isArray(all.get('steps')) &&
    Array.isArray(all.get('notes'))
  )
}

function absent(error: NodeJS.ErrnoException): null | '' {
  return error.code === 'ENOENT' ? null : ''
}
