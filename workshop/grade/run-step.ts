import { performance } from 'node:perf_hooks'

import { Book, type StepRun, type Target } from './book.ts'
import type { GradeEvent } from './events.ts'
import { GraderProcess } from './grader-process.ts'
import type { Launch } from './launch.ts'
import { graderFile } from './layout.ts'
import { type StepPoints, readPoints } from './points.ts'

export type { StepRun, Target, TestRun } from './book.ts'

export interface RunOptions {
  root: string
  target: Target
  signal?: AbortSignal
  onEvent?: (event: GradeEvent) => void
  /** What the step's tests must be; from points.json unless given, null to take what is declared. */
  known?: StepPoints | null
  /** Places of the tests to run, from 0, in this order; all of them unless given. */
  only?: number[]
  /** How to start the process, if not directly. */
  launch?: Launch
  /** A process that was started for this; a new one unless given. */
  process?: GraderProcess | undefined
}

/** Runs a step's grader once on one target. Never rejects for what the graded code does. */
export async function runStep(step: string, options: RunOptions): Promise<StepRun> {
  const { root, target, signal, only, launch, onEvent } = options
  const known = options.known === undefined ? (await readPoints(root))[step] : options.known
  const start = performance.now()
  const book = new Book(step, known ?? null)
  const file = graderFile(root, step)
  const grader = options.process ?? (await GraderProcess.start({ root, file, target, launch }))
  const enter = (event: GradeEvent) => {
    book.enter(event)
    onEvent?.(event)
  }
  const ending = await grader.run(only, enter, signal)
  return { step, target, ...book.close(ending), ms: Math.round(performance.now() - start) }
}
