import type { StepGrade } from '../grade/grade-step.ts'
import { listSteps } from '../grade/layout.ts'
import { maximum, readPoints } from '../grade/points.ts'
import { readLesson } from './lesson.ts'
import { type Model, waitingTests } from './model.ts'
import { webAddress } from './open.ts'
import { readProgress } from './progress.ts'
import { whyUnkept } from './state.ts'
import { texts } from './texts.ts'

/** What the learner should know of the tool; null if all is well. */
export function warningOf(root: string): string | null {
  const reason = whyUnkept(root)
  return reason === null ? null : texts.notKept(reason)
}

/** What is shown of a step before it was graded. */
export async function modelOf(root: string, step: string): Promise<Model> {
  const known = (await readPoints(root))[step]
  return {
    step,
    steps: await listSteps(root),
    lesson: await readLesson(root, step),
    address: await webAddress(root, step),
    max: known ? maximum(known) : 0,
    tests: waitingTests(known),
    grade: null,
    untried: false,
    warning: warningOf(root),
    crash: [],
    advice: null,
    ending: [],
    total: await totalOf(root, step, null),
    panel: null
  }
}

/** Points of all steps that are done, and of this one as it was graded now. */
export async function totalOf(
  root: string,
  step: string,
  grade: StepGrade | null
): Promise<Model['total']> {
  const progress = await readProgress(root)
  const others = progress.filter((each) => each.status === 'done' && each.step !== step)
  const points = others.reduce((sum, each) => sum + each.max, grade?.points ?? 0)
  return { points, max: progress.reduce((sum, each) => sum + each.max, 0) }
}
