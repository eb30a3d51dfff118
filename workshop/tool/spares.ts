import { GraderProcess } from '../grade/grader-process.ts'
import { graderFile } from '../grade/layout.ts'

/** Processes that have loaded all but the learner's code, so that a save needn't wait for that. */
export class Spares {
  readonly #root: string
  #step = ''
  #waiting: GraderProcess[] = []

  constructor(root: string) {
    this.#root = root
  }

  /** Sees to it that some wait for a step. */
  async fill(step: string, width: number): Promise<void> {
    if (step !== this.#step) await this.close()
    this.#step = step
    const file = graderFile(this.#root, step)
    const options = { root: this.#root, file, target: 'steps', warm: true } as const
    while (this.#waiting.length < width) this.#waiting.push(await GraderProcess.start(options))
  }

  /** One for a step, undefined if none waits. */
  async take(step: string): Promise<GraderProcess | undefined> {
    if (step !== this.#step) return undefined
    const spare = this.#waiting.shift()
    if (!spare || spare.alive) return spare
    await spare.discard()
    return undefined
  }

  /** Ends all that wait. */
  async close(): Promise<void> {
    const waiting = this.#waiting.splice(0)
    await Promise.all(waiting.map((spare) => spare.discard()))
  }
}
