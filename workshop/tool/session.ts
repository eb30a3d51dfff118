import { join } from 'node:path'

import type { StepGrade } from '../grade/grade-step.ts'
import { readPoints } from '../grade/points.ts'
import { crashLines } from './crash.ts'
import { endingOf } from './ending.ts'
import { Grader } from './grader.ts'
import { type Model, type Panel, enter, gradedTests, unknownYet } from './model.ts'
import { currentStep, isThrough, placeOf } from './progress.ts'
import { modelOf, totalOf, warningOf } from './read-model.ts'
import { Runs } from './runs.ts'
import type { Display } from './screen.ts'
import { texts } from './texts.ts'
import { firstTypeError } from './types.ts'
import { Watcher } from './watcher.ts'

/** Milliseconds; `npm run step` may move the learner from another terminal. */
const FOLLOW_EVERY = 1000

/** Keeps the learner's step graded: at the start, on each save, and when asked. */
export class Session {
  readonly root: string
  readonly #display: Display
  readonly #grader: Grader
  readonly #runs: Runs
  #model: Model
  #watcher: Watcher | null = null
  #follower: NodeJS.Timeout | undefined

  private constructor(root: string, display: Display, model: Model) {
    this.root = root
    this.#display = display
    this.#grader = new Grader(root)
    this.#model = model
    this.#runs = new Runs(
      (signal) => this.#run(signal),
      (error) => this.#fail(error)
    )
  }

  static async open(root: string, display: Display): Promise<Session> {
    return new Session(root, display, await modelOf(root, await currentStep(root)))
  }

  get model(): Model {
    return this.#model
  }

  /** Grades once; resolves to the verdict. */
  async once(): Promise<StepGrade | null> {
    this.#runs.ask()
    await this.#runs.idle()
    return this.#model.grade
  }

  /** Grades now and on each save from now on. */
  watch(): void {
    this.#watchStep()
    const follow = () => void this.follow().catch((error: unknown) => this.#fail(error))
    this.#follower = setInterval(follow, FOLLOW_EVERY)
    this.#runs.ask()
  }

  run(): void {
    this.#runs.ask()
  }

  /** Goes to the step to which the learner went, here or in another terminal. */
  async follow(): Promise<void> {
    const place = await placeOf(this.root)
    if (place === null || place === this.#model.step) return
    this.#change(await modelOf(this.root, place))
    this.#watchStep()
    this.#runs.ask()
  }

  show(panel: Panel | null): void {
    this.#change({ panel, warning: warningOf(this.root) })
  }

  /** Says the end of the step again, of which something has changed. */
  async retell(): Promise<void> {
    const { step, lesson, ending } = this.#model
    if (ending.length > 0) this.#change({ ending: await endingOf(this.root, step, lesson) })
  }

  async close(): Promise<void> {
    clearInterval(this.#follower)
    this.#watcher?.close()
    await this.#runs.close()
    await this.#grader.close()
  }

  #watchStep(): void {
    this.#watcher?.close()
    this.#watcher = new Watcher(join(this.root, 'steps', this.#model.step), () => this.#runs.ask())
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { step, panel } = this.#model
    const known = (await readPoints(this.root))[step]
    this.#change(unknownYet(known, panel))
    const advised = firstTypeError(this.root, step, signal).then((advice) => {
      if (!signal.aborted) this.#change({ advice })
    })
    try {
      const grade = await this.#grader.grade(step, signal, (event) => {
        if (!signal.aborted) this.#change({ tests: enter(this.#model.tests, event) })
      })
      await this.#conclude(grade, signal)
      await advised
    } finally {
      if (this.#watcher) await this.#grader.prepare(step)
    }
  }

  async #conclude(grade: StepGrade, signal: AbortSignal): Promise<void> {
    const { root } = this
    const { step, lesson } = this.#model
    const crash = grade.crash && !grade.crash.hole ? grade.crash.failure : null
    const through = grade.status === 'done' && (grade.hasHoles || (await isThrough(root, step)))
    const change: Partial<Model> = {
      grade,
      tests: gradedTests(grade),
      max: grade.max,
      crash: crash ? await crashLines(root, crash) : [],
      untried: grade.status === 'done' && !through,
      warning: warningOf(root),
      ending: through ? await endingOf(root, step, lesson) : [],
      total: await totalOf(root, step, grade)
    }
    if (this.#model.panel?.passing) change.panel = null
    if (!signal.aborted) this.#change(change)
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    this.show({ lines: [texts.toolFailed(text)], alone: false })
  }

  #change(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change }
    this.#display.update(this.#model)
  }
}
