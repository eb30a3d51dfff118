import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type Scores, onlySteps } from './earlier.ts'
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
  /** The name that it has here. */
  name: string
  scores: Scores
  /** The line of a table, of these steps or of all. */
  row(steps?: string[]): Row
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

interface Json extends Scores {
  submission: string
  id: string
  run: string
  basis: string
  notes: string[]
}

function keptOf(json: Json): Kept {
  const { id, run, basis, submission } = json
  const row = (steps?: string[]) => rowOfFile(steps ? onlySteps(json, steps) : json)
  return { id, run, basis, name: submission, scores: json, row }
}

/** The line of a table that a grade in a file makes. */
export function rowOfFile(json: Scores & { submission: string; notes: string[] }): Row {
  const { submission, status, points, max, unknown, notes } = json
  const scores = json.steps.map((step) => [
    step.step,
    step.status === 'unknown' ? '?' : step.points
  ])
  return {
    name: submission,
    status,
    points,
    max,
    unknown,
    notes,
    steps: Object.fromEntries(scores)
  }
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
    allScores(all.get('steps')) &&
    allScores(all.get('tests')) &&
    Array.isArray(all.get('notes'))
  )
}

function allScores(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((one) => typeof one?.step === 'string' && typeof one.points === 'number')
  )
}

function absent(error: NodeJS.ErrnoException): null | '' {
  return error.code === 'ENOENT' ? null : ''
}
