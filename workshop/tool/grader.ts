import { join } from 'node:path'

import type { GradeEvent } from '../grade/events.ts'
import { type StepGrade, gradeStep } from '../grade/grade-step.ts'
import { type StepRun, runStep } from '../grade/run-step.ts'
import { digest, readTree } from './files.ts'
import { Shards } from './shards.ts'
import { updateState } from './state.ts'

/** Grades the learner's step again and again; the reference is run once a session, if at all. */
export class Grader {
  readonly #root: string
  readonly #references = new Map<string, StepRun>()
  readonly #shards = new Shards()

  constructor(root: string) {
    this.#root = root
  }

  /** Rejects if the signal ends it; the process of the run has ended then. */
  async grade(
    step: string,
    signal: AbortSignal,
    onEvent: (event: GradeEvent) => void = () => {}
  ): Promise<StepGrade> {
    const root = this.#root
    const before = await this.#digest(step)
    const reference = () => this.#reference(step, signal)
    const { run } = this.#shards
    const grade = await gradeStep(step, { root, signal, onEvent, eager: true, run, reference })
    signal.throwIfAborted()
    await updateState(root, (state) => {
      if (grade.status === 'done') state.done[step] = before
      else delete state.done[step]
      state.open[step] = openTests(grade)
    })
    return grade
  }

  async #reference(step: string, signal: AbortSignal): Promise<StepRun> {
    signal.throwIfAborted()
    const known = this.#references.get(step)
    if (known) return known
    const run = await runStep(step, { root: this.#root, signal, target: 'solutions' })
    signal.throwIfAborted()
    this.#references.set(step, run)
    return run
  }

  async #digest(step: string): Promise<string> {
    return digest(await readTree(join(this.#root, 'steps', step)))
  }
}

/** Names of the tests that have not passed, by task: the first is what to look at next. */
function openTests({ tests, status }: StepGrade): string[] {
  if (status === 'done') return []
  const open = tests.filter(({ verdict }) => verdict !== 'passed')
  return open.toSorted((a, b) => a.task.localeCompare(b.task)).map(({ name }) => name)
}
