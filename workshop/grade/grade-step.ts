import { access } from 'node:fs/promises'
import { join } from 'node:path'

import type { Failure, GradeEvent, Hole } from './events.ts'
import { graderFile, isManifest, listFiles } from './layout.ts'
import { notBegun } from './not-begun.ts'
import { type StepPoints, maximum, readPoints } from './points.ts'
import { type StepRun, type TestRun, runStep } from './run-step.ts'
import { isAsShipped } from './shipped.ts'

export type Status = 'done' | 'begun' | 'failing' | 'not begun' | 'unknown'

export interface TestGrade extends Omit<TestRun, 'verdict'> {
  verdict: TestRun['verdict'] | 'unknown'
  earned: number
}

export interface StepGrade {
  step: string
  status: Status
  points: number
  max: number
  /** Tasks of the holes that the run came to; all of them if nothing is begun. */
  left: string[]
  /** True if the starter has holes, so that the step can be begun. */
  hasHoles: boolean
  tests: TestGrade[]
  crash: StepRun['crash']
  trouble: string[]
  output: string
  ms: number
}

export interface GradeOptions {
  root: string
  signal?: AbortSignal
  /** Events of the run on the target that the grade is about. */
  onEvent?: (event: GradeEvent) => void
  /** True runs a step that is not begun too, to see where it stops. */
  eager?: boolean
  /** How to run the learner's code, if not in one process. */
  run?: typeof runStep
  /** How to get a run of the reference, if not by running it again. */
  reference?: (step: string) => Promise<StepRun>
}

/**
 * Grades a step: runs it on the learner's code, and on the reference where that explains something.
 * What is as it was shipped has no points to lose, and a run would say nothing that isn't known.
 * Rejects only if the signal stopped it.
 */
export async function gradeStep(step: string, options: GradeOptions): Promise<StepGrade> {
  const known = (await readPoints(options.root))[step]
  const hasHoles = !known || known.holes.length > 0
  const base = { known, hasHoles }
  const untouched = hasHoles && (await isAsShipped(options.root, step))
  if (untouched && !options.eager && (await hasGrader(step, options))) return notBegun(step, known)
  const run = await (options.run ?? runStep)(step, { ...options, target: 'steps' })
  options.signal?.throwIfAborted()
  if (run.crash && !run.crash.hole) run.trouble.push(...(await whyUnloadable(step, options)))
  if (isPerfect(run)) return judge(run, { ...base, status: 'done' })
  if (stopsAtHoles(run)) {
    return judge(run, { ...base, status: untouched ? 'not begun' : 'begun' })
  }

  const reference = await (options.reference ?? runReference(options))(step)
  options.signal?.throwIfAborted()
  const compared = compare(run, reference)
  const status = verdict(compared, reference)
  const blamed = untouched && status === 'failing'
  return judge(compared, { ...base, status: blamed ? 'not begun' : status })
}

/** What in a step keeps its files from being loaded, whatever is written in them. */
async function whyUnloadable(step: string, { root }: GradeOptions): Promise<string[]> {
  const folder = join(root, 'steps', step)
  const files = (await listFiles(folder)).filter(isManifest)
  return files.map((file) => `steps/${step}/${file} hides that of the workshop: move it away`)
}

/** Without it the copy isn't whole, and a run says so. */
function hasGrader(step: string, { root }: GradeOptions): Promise<boolean> {
  return access(graderFile(root, step)).then(
    () => true,
    () => false
  )
}

function runReference({ root, signal }: GradeOptions) {
  return (step: string) => runStep(step, { root, signal, target: 'solutions' })
}

/** All tests passed and nothing else was wrong. */
export function isPerfect({ tests, crash, trouble }: StepRun): boolean {
  const passed = tests.every(({ verdict }) => verdict === 'passed')
  return passed && tests.length > 0 && !crash && trouble.length === 0
}

/** Each failure is a hole that the run came to. */
export function stopsAtHoles({ tests, crash, trouble }: StepRun): boolean {
  if (crash) return crash.hole !== null
  return trouble.length === 0 && tests.every(({ verdict, hole }) => verdict === 'passed' || hole)
}

/** The first reason that a step isn't done, for a person. */
export function firstFailure({ tests, crash }: StepRun | StepGrade): Failure | null {
  return crash?.failure ?? tests.find(({ failures }) => failures.length > 0)?.failures[0] ?? null
}

/** The hole of the lowest task that a run came to; null if it came to none. */
export function nextHole({ tests, crash }: StepRun | StepGrade): Hole | null {
  if (crash) return crash.hole
  const holes = tests.flatMap(({ verdict, hole }) => (hole && verdict !== 'passed' ? [hole] : []))
  return holes.toSorted((a, b) => a.task.localeCompare(b.task))[0] ?? null
}

type GradedRun = Omit<StepRun, 'tests'> & { tests: Omit<TestGrade, 'earned'>[] }

interface Facts {
  known: StepPoints | undefined
  hasHoles: boolean
  status: Status
}

/** What goes wrong on the reference too says nothing about the learner. */
function compare(run: StepRun, reference: StepRun): GradedRun {
  const sound = new Set(
    reference.tests.filter(({ verdict }) => verdict === 'passed').map(({ name }) => name)
  )
  const tests = run.tests.map((test) => {
    const explained = test.verdict === 'passed' || test.hole || sound.has(test.name)
    return explained ? test : { ...test, verdict: 'unknown' as const }
  })
  return { ...run, tests, trouble: run.trouble.filter((text) => !reference.trouble.includes(text)) }
}

function verdict({ tests, crash, trouble }: GradedRun, reference: StepRun): Status {
  const wrong = tests.some(({ verdict, hole }) => {
    return (verdict === 'failed' || verdict === 'not reached') && !hole
  })
  if (wrong || trouble.length > 0 || (crash && !reference.crash)) return 'failing'
  return 'unknown'
}

function judge(run: GradedRun, { known, hasHoles, status }: Facts): StepGrade {
  const counts = status !== 'not begun'
  const tests = run.tests.map((test) => {
    return { ...test, earned: counts && test.verdict === 'passed' ? test.points : 0 }
  })
  const max = known ? maximum(known) : tests.reduce((sum, test) => sum + test.points, 0)
  const points = tests.reduce((sum, test) => sum + test.earned, 0)
  const left = status === 'not begun' ? (known?.holes ?? []) : tasksMet(run)
  return { ...run, tests, status, points, max, left, hasHoles }
}

function tasksMet({ tests, crash }: GradedRun): string[] {
  const holes = [crash?.hole, ...tests.map(({ hole }) => hole)]
  return [...new Set(holes.flatMap((hole) => hole?.task ?? []))].sort()
}
