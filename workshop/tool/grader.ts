import type { GradeEvent } from '../grade/events.ts'
import { type StepGrade, gradeStep, isPerfect } from '../grade/grade-step.ts'
import { type StepRun, runStep } from '../grade/run-step.ts'
import { lookAt, noteTrial, record } from './progress.ts'
import { Shards } from './shards.ts'

/** Grades the learner's step again and again; the reference is run once a session, if at all. */
export class Grader {
  readonly #root: string
  readonly #references = new Map<string, StepRun>()
  readonly #shards: Shards

  constructor(root: string) {
    this.#root = root
    this.#shards = new Shards(root)
  }

  /** Makes the next run of a step a quick one; leaves processes that `close` ends. */
  prepare(step: string): Promise<void> {
    return this.#shards.prepare(step)
  }

  close(): Promise<void> {
    return this.#shards.close()
  }

  /** Rejects if the signal ends it; the process of the run has ended then. */
  async grade(
    step: string,
    signal: AbortSignal,
    onEvent: (event: GradeEvent) => void = () => {}
  ): Promise<StepGrade> {
    const root = this.#root
    const before = await lookAt(root, step)
    // Before the run: who undoes it at once has tried it all the same.
    await noteTrial(root, step, before)
    const reference = () => this.#reference(step, signal)
    const { run } = this.#shards
    const grade = await gradeStep(step, { root, signal, onEvent, eager: true, run, reference })
    signal.throwIfAborted()
    await record(root, grade, before)
    return grade
  }

  async #reference(step: string, signal: AbortSignal): Promise<StepRun> {
    signal.throwIfAborted()
    const known = this.#references.get(step)
    if (known) return known
    const run = await runStep(step, { root: this.#root, signal, target: 'solutions' })
    signal.throwIfAborted()
    if (isPerfect(run)) this.#references.set(step, run)
    return run
  }
}
