import { join } from 'node:path'

import type { StepGrade } from '../grade/grade-step.ts'
import { findHoles, listSteps } from '../grade/layout.ts'
import { maximum, readPoints } from '../grade/points.ts'
import { digest, readTree } from './files.ts'
import { type State, readState, updateState } from './state.ts'

export interface StepProgress {
  step: string
  status: 'done' | 'begun' | 'not begun'
  max: number
}

/** The step that the learner is on: where the tool left them, or else the first that is not done. */
export async function currentStep(root: string): Promise<string> {
  const steps = await listSteps(root)
  const { current } = await readState(root)
  if (current && steps.includes(current)) return current
  const progress = await readProgress(root)
  const begun = progress.some(({ status }) => status !== 'not begun')
  const open = progress.find(({ status }) => status !== 'done')
  const step = (begun ? open?.step : null) ?? steps[0]
  if (!step) throw new Error('There are no steps')
  return step
}

export async function goTo(root: string, step: string): Promise<void> {
  await updateState(root, (state) => {
    state.current = step
  })
}

/** How far each step is, without running anything. */
export async function readProgress(root: string): Promise<StepProgress[]> {
  const state = await readState(root)
  const points = await readPoints(root)
  return Promise.all(
    (await listSteps(root)).map(async (step) => {
      const known = points[step]
      const left = await findHoles(join(root, 'steps', step))
      const begun = left.length < (known?.holes.length ?? 0)
      const status = (await isDone(root, step, state)) ? 'done' : begun ? 'begun' : 'not begun'
      return { step, status, max: known ? maximum(known) : 0 }
    })
  )
}

/** Remembers a verdict, and the digest of the files that it is about. */
export async function record(root: string, grade: StepGrade, files: string): Promise<void> {
  const { step, status } = grade
  await updateState(root, (state) => {
    if (status === 'done') state.done[step] = files
    else delete state.done[step]
    state.open[step] = openTests(grade)
  })
}

/** Remembers what `npm test` saw, so that the tool need not run it again. */
export async function recordAll(root: string, grades: StepGrade[]): Promise<void> {
  for (const grade of grades.filter(({ target }) => target === 'steps')) {
    await record(root, grade, digest(await readTree(join(root, 'steps', grade.step))))
  }
}

/** True if the step's files are still those with which it passed. */
export async function isDone(root: string, step: string, state: State): Promise<boolean> {
  const passed = state.done[step]
  return passed !== undefined && passed === digest(await readTree(join(root, 'steps', step)))
}

/** The step that comes after, null after the last. */
export async function stepAfter(root: string, step: string): Promise<string | null> {
  const steps = await listSteps(root)
  return steps[steps.indexOf(step) + 1] ?? null
}

/** Names of the tests that have not passed, by task: the first is what to look at next. */
function openTests({ tests, status }: StepGrade): string[] {
  if (status === 'done') return []
  const open = tests.filter(({ verdict }) => verdict !== 'passed')
  return open.toSorted((a, b) => a.task.localeCompare(b.task)).map(({ name }) => name)
}
