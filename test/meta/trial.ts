import type { Edit } from './wrong.ts'

/** Something to put in a step's place, and what the grader must then say. */
export interface Trial {
  step: string
  name: string
  /** Whose solution is put there. */
  from: string
  edits: Edit[]
  fails: string[] | 'all'
  message?: RegExp
  /** Places of the tests to run; all of them unless given. */
  only?: number[] | undefined
}

/** What a trial is called where it is told of. */
export function nameOf({ step, name }: Trial): string {
  return `${step}: ${name}`
}
