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
