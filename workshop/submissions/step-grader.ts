import { join } from 'node:path'

import { type StepGrade, gradeStep, isPerfect } from '../grade/grade-step.ts'
import { findHoles } from '../grade/layout.ts'
import type { Points } from '../grade/points.ts'
import { type StepRun, runStep } from '../grade/run-step.ts'
import { type Tree, readTree } from '../tool/files.ts'
import { readStarter } from '../tool/starters.ts'
import { clearBench, layBench } from './bench.ts'
import type { Containment } from './containment.ts'
import { sameProgram } from './notes.ts'
import { type Files, type Submission, stepFiles } from './read.ts'
import { withSecondTry } from './second-try.ts'
import { notBegun, withdrawn } from './without-run.ts'

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
  readonly #trees = new Map<string, Promise<[starter: Tree, solution: Tree]>>()

  constructor(options: StepGraderOptions) {
    this.#options = options
  }

  async grade(submission: Submission, step: string): Promise<StepResult> {
    const { ours, containment, points } = this.#options
    const files = stepFiles(submission, step)
    const [starter, solution] = await this.#shipped(step)
    const missing = files.size === 0 ? [`there is no steps/${step}`] : []
    const idle = { grade: notBegun(step, points, missing), changed: [] }
    if (files.size === 0 || sameProgram(files, starter)) return idle
    if (sameProgram(files, solution)) return { ...idle, grade: await this.#asReference(step) }

    const bench = await layBench(ours, submission.steps, containment.modules)
    try {
      const left = await findHoles(join(bench, 'steps', step))
      const holes = points[step]?.holes ?? []
      if (holes.length > 0 && holes.every((task) => left.includes(task))) return idle
      const grade = await this.#gradeOn(bench, step, (name) => this.#run(bench, name, 'steps'))
      const { graders, others } = await containment.inspect(bench)
      const changed = [...graders, ...others]
      return { grade: graders.length > 0 ? withdrawn(grade, graders) : grade, changed }
    } finally {
      await clearBench(bench)
    }
  }

  #shipped(step: string): Promise<[Tree, Tree]> {
    const { root } = this.#options
    const known = this.#trees.get(step)
    const starter = readStarter(root, step).catch((): Tree => new Map())
    const trees = known ?? Promise.all([starter, readTree(join(root, 'solutions', step))])
    this.#trees.set(step, trees)
    return trees
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
