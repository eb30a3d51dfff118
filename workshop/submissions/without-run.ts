import type { StepGrade } from '../grade/grade-step.ts'
import { notBegun } from '../grade/not-begun.ts'
import type { StepPoints } from '../grade/points.ts'

/** The grade of a step that this machine could not run. */
export function impossible(step: string, known: StepPoints | undefined, why: string): StepGrade {
  const trouble = [`this machine could not run it: ${why}`]
  return {
    ...notBegun(step, known, trouble),
    status: 'unknown',
    // What is said of no test is said of all points.
    tests: [],
    left: []
  }
}

/** A grade without what was earned with other graders than ours. */
export function withdrawn(grade: StepGrade, changed: string[]): StepGrade {
  const tests = grade.tests.map((test) => ({ ...test, verdict: 'failed' as const, earned: 0 }))
  const some = changed.slice(0, 3).join(', ')
  const trouble = [...grade.trouble, `while it ran, files of the grader were changed: ${some}`]
  return { ...grade, tests, trouble, status: 'failing', points: 0 }
}
