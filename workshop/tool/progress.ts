import { join } from 'node:path'

import type { StepGrade } from '../grade/grade-step.ts'
import { listSteps } from '../grade/layout.ts'
import { maximum, readPoints } from '../grade/points.ts'
import { isAsShipped } from '../grade/shipped.ts'
import { digest, readTree } from './files.ts'
import { type State, readState, updateState } from './state.ts'

export interface StepProgress {
  step: string
  status: 'done' | 'begun' | 'not begun'
  max: number
}

/** The step that the learner is on: where they went last, or the first. Nothing else moves them. */
export async function currentStep(root: string): Promise<string> {
  const [first] = await listSteps(root)
  const step = (await placeOf(root)) ?? first
  if (!step) throw new Error('There are no steps')
  return step
}

/** The step to which the learner went last; null if they have not gone to any yet. */
export async function placeOf(root: string): Promise<string | null> {
  const { current } = await readState(root)
  return current && (await listSteps(root)).includes(current) ? current : null
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
      const done = await isDone(root, step, state)
      const status = done ? 'done' : (await isAsShipped(root, step)) ? 'not begun' : 'begun'
      return { step, status, max: known ? maximum(known) : 0 }
    })
  )
}

/** The learner's files as they are before a run. */
export interface Look {
  digest: string
  asShipped: boolean
}

export async function lookAt(root: string, step: string): Promise<Look> {
  const tree = await readTree(join(root, 'steps', step))
  return { digest: digest(tree), asShipped: await isAsShipped(root, step) }
}

/** Remembers a verdict. Files that were saved while it was found were not what it is about. */
export async function record(root: string, grade: StepGrade, before: Look): Promise<void> {
  const { step, status, ms } = grade
  const isSame = (await lookAt(root, step)).digest === before.digest
  await updateState(root, (state) => {
    if (status === 'done' && isSame) state.done[step] = before.digest
    else delete state.done[step]
    state.open[step] = openTests(grade)
    if (ms > 0) state.took[step] = ms
  })
}

/** Remembers that a step which ships solved was changed: its end has something to tell now. */
export async function noteTrial(root: string, step: string, { asShipped }: Look): Promise<void> {
  const isSolved = (await readPoints(root))[step]?.holes.length === 0
  if (asShipped || !isSolved || (await readState(root)).tried.includes(step)) return
  await updateState(root, ({ tried }) => void tried.push(step))
}

/** Remembers what `npm test` saw, so that the tool need not run it again. */
export async function recordAll(
  root: string,
  grades: StepGrade[],
  looks: Map<string, Look>
): Promise<void> {
  for (const grade of grades) {
    const before = looks.get(grade.step)
    if (before) await record(root, grade, before)
  }
}

/** True if the step's files are still those with which it passed. */
export async function isDone(root: string, step: string, state: State): Promise<boolean> {
  const passed = state.done[step]
  return passed !== undefined && passed === digest(await readTree(join(root, 'steps', step)))
}

/** True if the learner has been through a step: it is done, and not only because it ships solved. */
export async function isThrough(root: string, step: string): Promise<boolean> {
  const state = await readState(root)
  const holes = (await readPoints(root))[step]?.holes ?? []
  const own = holes.length > 0 || state.tried.includes(step)
  return own && (await isDone(root, step, state))
}

/** The step that comes after, null after the last. */
export async function stepAfter(root: string, step: string): Promise<string | null> {
  const steps = await listSteps(root)
  return steps[steps.indexOf(step) + 1] ?? null
}

/** The next step that is not done, first behind this one; null if all are. */
export async function openStepAfter(root: string, step: string): Promise<string | null> {
  const open = (await readProgress(root)).filter(({ status }) => status !== 'done')
  return (open.find((each) => each.step > step) ?? open[0])?.step ?? null
}

/** Names of the tests that have not passed, by task: the first is what to look at next. */
function openTests({ tests, status }: StepGrade): string[] {
  if (status === 'done') return []
  const open = tests.filter(({ verdict }) => verdict !== 'passed')
  return open.toSorted((a, b) => a.task.localeCompare(b.task)).map(({ name }) => name)
}
