import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { type Outcome, run } from '../support/run.ts'

const TSX = `--import=${import.meta.resolve('tsx')}`

/** Arguments for node that grade with a workshop. */
export function gradeArgs(workshop: string, ...args: string[]): string[] {
  return [TSX, join(workshop, 'workshop/grade-submissions.ts'), ...args]
}

/** Grades by the command of a workshop. */
export function gradeWith(workshop: string, ...args: string[]): Promise<Outcome> {
  return run(process.execPath, gradeArgs(workshop, ...args), workshop)
}

/** Of the rows of class.csv. */
export function names(csv: string): string[] {
  const [, ...rows] = csv.trim().split('\r\n')
  return rows.map((row) => row.split(',')[0] ?? '')
}

/** When each was graded, by name. */
export async function datesOf(out: string): Promise<Record<string, string>> {
  const dates: [string, string][] = []
  for (const name of (await readdir(out)).sort()) {
    const text = await readFile(join(out, name, 'grade.json'), 'utf8').catch(() => null)
    if (text !== null) dates.push([name, JSON.parse(text).date])
  }
  return Object.fromEntries(dates)
}
