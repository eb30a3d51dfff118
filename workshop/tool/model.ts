import type { Failure, GradeEvent, Hole } from '../grade/events.ts'
import type { StepGrade } from '../grade/grade-step.ts'
import type { StepPoints } from '../grade/points.ts'
import type { Lesson } from './lesson.ts'

export type Verdict = 'passed' | 'failed' | 'not reached' | 'unknown' | 'running' | 'waiting'

export interface ShownTest {
  name: string
  verdict: Verdict
  hole: Hole | null
  failures: Failure[]
  comments: string[]
}

export interface Panel {
  lines: string[]
  /** Instead of the tests, and not above them. */
  alone: boolean
  /** True for what is only so until the next verdict. */
  passing?: boolean
}

/** All that the screen shows. */
export interface Model {
  step: string
  steps: string[]
  lesson: Lesson
  /** Where the lesson is on the web, if the repository is. */
  address: string | null
  max: number
  tests: ShownTest[]
  /** The last verdict; null while a run is under way. */
  grade: StepGrade | null
  /** True for a step that ships solved and that nobody has tried to break. */
  untried: boolean
  /** What the tool could not do, and the learner should know. */
  warning: string | null
  crash: string[]
  advice: string | null
  /** What is said at the end of a step. */
  ending: string[]
  total: { points: number; max: number }
  panel: Panel | null
}

/** The tests of a step before they have run. */
export function waitingTests(known: StepPoints | undefined): ShownTest[] {
  return (known?.tests ?? []).map(({ name }) => newTest(name))
}

/** What is shown of a step while a new run is under way. */
export function unknownYet(known: StepPoints | undefined, panel: Panel | null): Partial<Model> {
  return {
    tests: waitingTests(known),
    grade: null,
    crash: [],
    ending: [],
    panel: panel?.alone ? null : panel
  }
}

/** Takes what the run tells into the list of tests. */
export function enter(tests: ShownTest[], event: GradeEvent): ShownTest[] {
  if (event.type === 'ready') return event.tests.map(({ name }) => newTest(name))
  if (event.type !== 'start' && event.type !== 'hole' && event.type !== 'end') return tests
  return tests.map((test) => (test.name === event.name ? changed(test, event) : test))
}

/** The tests of a verdict. */
export function gradedTests({ tests }: StepGrade): ShownTest[] {
  return tests.map(({ name, verdict, hole, failures, comments }) => {
    const shown = hole && verdict === 'failed' ? 'not reached' : verdict
    return { name, verdict: shown, hole, failures, comments }
  })
}

function changed(
  test: ShownTest,
  event: Extract<GradeEvent, { type: 'start' | 'hole' | 'end' }>
): ShownTest {
  if (event.type === 'start') return { ...test, verdict: 'running' }
  if (event.type === 'hole') return { ...test, hole: test.hole ?? event.hole }
  const { ok, failures, comments } = event
  const verdict = ok ? 'passed' : test.hole ? 'not reached' : 'failed'
  return { ...test, verdict, failures, comments }
}

function newTest(name: string): ShownTest {
  return { name, verdict: 'waiting', hole: null, failures: [], comments: [] }
}
