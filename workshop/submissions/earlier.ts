import type { Verdict } from './rows.ts'
import { compare } from './place.ts'

/** A step in a grade that is kept as a file. */
export interface StepScore {
  step: string
  status: string
  points: number
  max: number
}

/** A test in it; `max` is what it is worth. */
interface TestScore {
  step: string
  status: string
  max: number
}

/** What a grade in a file adds up. */
export interface Scores {
  status: Verdict
  points: number
  max: number
  unknown: number
  steps: StepScore[]
  tests: TestScore[]
}

/** A grade with the steps of an earlier one that it says nothing of; `earlier` names these. */
export function withEarlier<S extends Scores>(grade: S, before: Scores | undefined) {
  const own = new Set(grade.steps.map(({ step }) => step))
  const isLeft = ({ step }: { step: string }) => !own.has(step)
  const left = before?.steps.filter(isLeft) ?? []
  const tests = before?.tests.filter(isLeft) ?? []
  const steps = [...grade.steps, ...left].sort((a, b) => compare(a.step, b.step))
  return {
    ...grade,
    status: verdictOf(steps),
    points: grade.points + sum(left.map(({ points }) => points)),
    max: grade.max + sum(left.map(({ max }) => max)),
    unknown: grade.unknown + sum(left.map((step) => unknownOf(step, tests))),
    steps,
    tests: [...grade.tests, ...tests].sort((a, b) => compare(a.step, b.step)),
    earlier: left.map(({ step }) => step)
  }
}

/** The same grade as if only these steps had been asked for. */
export function onlySteps<S extends Scores>(grade: S, names: string[]): S {
  const steps = grade.steps.filter(({ step }) => names.includes(step))
  return {
    ...grade,
    status: verdictOf(steps),
    points: sum(steps.map(({ points }) => points)),
    max: sum(steps.map(({ max }) => max)),
    unknown: sum(steps.map((step) => unknownOf(step, grade.tests))),
    steps
  }
}

function verdictOf(steps: StepScore[]): Verdict {
  if (steps.some(({ status }) => status === 'unknown')) return 'unknown'
  return steps.every(({ status }) => status === 'done') ? 'done' : 'not done'
}

/** Points of a step about which nothing can be said: of its tests, or all if none has run. */
function unknownOf({ step, status, max }: StepScore, tests: TestScore[]): number {
  const own = tests.filter((test) => test.step === step)
  if (status === 'unknown' && own.length === 0) return max
  return sum(own.filter((test) => test.status === 'unknown').map((test) => test.max))
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
