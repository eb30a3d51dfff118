import { unreached } from './book.ts'
import type { StepGrade } from './grade-step.ts'
import { type StepPoints, maximum } from './points.ts'

/** The grade of a step that nobody began, without a run. */
export function notBegun(
  step: string,
  known: StepPoints = { holes: [], tests: [] },
  trouble: string[] = []
): StepGrade {
  return {
    step,
    status: 'not begun',
    points: 0,
    max: maximum(known),
    left: known.holes,
    hasHoles: true,
    tests: known.tests.map((test) => ({ ...test, ...unreached(), earned: 0 })),
    crash: null,
    trouble,
    output: '',
    ms: 0
  }
}
