import { join } from 'node:path'

import { type StepGrade, gradeStep, isPerfect } from '../grade/grade-step.ts'
import { notBegun } from '../grade/not-begun.ts'
import type { Points } from '../grade/points.ts'
import { type StepRun, runStep } from '../grade/run-step.ts'
import { type Starters, isUnchanged, readStarters } from '../grade/shipped.ts'
import { type Tree, readTree } from '../tool/files.ts'
import { clearBench, layBench } from './bench.ts'
import type { Containment } from './containment.ts'
import { sameProgram } from './notes.ts'
import { type Files, stepFiles } from './files.ts'
import type { Submission } from './hand-ins.ts'
import { withSecondTry } from './second-try.ts'
import { impossible, withdrawn } from './without-run.ts'

/** For a step of one submission, however many of its tests hang (ms). */
const STEP_DEADLINE = 240_000

export interface StepGraderOptions {
  root: string
  ours: Files
  points: Points
  containment: Containment
  signal?: AbortSignal
}

export interface StepResult {
  grade: StepGrade
  /** What was changed while it ran, and was not its own. */
  changed: string[]
}

/** Grades one step of one submission, and runs what it is compared with only once. */
export class StepGrader {
  readonly #options: StepGraderOptions
  readonly #references = new Map<string, Promise<StepRun>>()
  readonly #solutions = new Map<string, Promise<Tree>>()
  #starters: Promise<Starters> | null = null

  constructor(options: StepGraderOptions) {
    this.#options = options
  }

  /** A step that can't be run here is unknown; the others are graded all the same. */
  async grade(submission: Submission, step: string): Promise<StepResult> {
    try {
      return await this.#grade(submission, step)
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      return { grade: impossible(step, this.#options.points[step], why), changed: [] }
    }
  }

  async #grade(submission: Submission, step: string): Promise<StepResult> {
    const { ours, containment, points } = this.#options
    const files = stepFiles(submission.steps, step)
    const missing = files.size === 0 ? [`there is no steps/${step}`] : []
    const idle = { grade: notBegun(step, points[step], missing), changed: [] }
    if (files.size === 0 || (await this.#isAsShipped(step, files))) return idle
    const solution = await this.#solution(step)
    if (sameProgram(files, solution)) return { ...idle, grade: await this.#asReference(step) }

    const bench = await layBench(ours, submission.steps, containment.modules)
    try {
      const run = (name: string) => this.#run(bench, name, 'steps')
      const { status, ...rest } = await this.#gradeOn(bench, step, run)
      // The files are not as they were shipped, so it was begun.
      const grade: StepGrade = { ...rest, status: status === 'not begun' ? 'begun' : status }
      const { graders, others } = await containment.inspect(bench)
      const changed = [...graders, ...others]
      return { grade: graders.length > 0 ? withdrawn(grade, graders) : grade, changed }
    } finally {
      await clearBench(bench)
    }
  }

  async #isAsShipped(step: string, files: Files): Promise<boolean> {
    this.#starters ??= readStarters(this.#options.root).catch((): Starters => ({}))
    const starters = await this.#starters
    return isUnchanged(starters[step], async (file) => files.get(file) ?? null)
  }

  #solution(step: string): Promise<Tree> {
    const known = this.#solutions.get(step)
    const tree = known ?? readTree(join(this.#options.root, 'solutions', step))
    this.#solutions.set(step, tree)
    return tree
  }

  #gradeOn(root: string, step: string, run: (step: string) => Promise<StepRun>) {
    const { signal } = this.#options
    const reference = (name: string) => this.#reference(name)
    return gradeStep(step, { root, signal, eager: true, run, reference })
  }

  /** The same program, so the same run. */
  async #asReference(step: string): Promise<StepGrade> {
    const run = await this.#reference(step)
    const { root } = this.#options
    return this.#gradeOn(root, step, async () => ({ ...run, target: 'steps' }))
  }

  #reference(step: string): Promise<StepRun> {
    const known = this.#references.get(step)
    const run = known ?? this.#runReference(step)
    this.#references.set(step, run)
    return run
  }

  async #runReference(step: string): Promise<StepRun> {
    const { ours, containment } = this.#options
    const bench = await layBench(ours, new Map(), containment.modules)
    try {
      const run = await this.#run(bench, step, 'solutions')
      return isPerfect(run) ? run : await this.#run(bench, step, 'solutions')
    } finally {
      await clearBench(bench)
    }
  }

  #run(root: string, step: string, target: StepRun['target']): Promise<StepRun> {
    const { containment, points, signal } = this.#options
    const deadline = AbortSignal.timeout(STEP_DEADLINE)
    const both = signal ? AbortSignal.any([signal, deadline]) : deadline
    const options = { root, target, known: points[step], launch: containment.launch, signal: both }
    return withSecondTry((only) => runStep(step, { ...options, only }))
  }
}
