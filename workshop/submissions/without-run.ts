import type { StepGrade } from '../grade/grade-step.ts'
import { type Points, maximum } from '../grade/points.ts'
import { unreached } from '../grade/run-step.ts'

/** The grade of a step that nobody began, without a run. */
export function notBegun(step: string, points: Points, trouble: string[] = []): StepGrade {
  const known = points[step] ?? { holes: [], tests: [] }
  return {
    step,
    status: 'not begun',
    points: 0,
    max: maximum(known),
    left: known.holes,
    hasHoles: true,
    target: 'steps',
    tests: known.tests.map((test) => ({ ...test, ...unreached(), earned: 0 })),
    crash: null,
    trouble,
    output: '',
    ms: 0
  }
}

/** The grade of a step that this machine could not run. */
export function impossible(step: string, points: Points, why: string): StepGrade {
  const trouble = [`this machine could not run it: ${why}`]
  return {
    ...notBegun(step, points, trouble),
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
