import { setTimeout as pause } from 'node:timers/promises'

/** Saves that follow each other faster than this (milliseconds) are one. */
const QUIET = 80

/** Does one thing at a time: asked again, it stops what is under way and starts over. */
export class Runs {
  readonly #job: (signal: AbortSignal) => Promise<void>
  readonly #onError: (error: unknown) => void
  #wanted = false
  #stopped = false
  #controller = new AbortController()
  #work: Promise<void> | null = null

  constructor(job: (signal: AbortSignal) => Promise<void>, onError: (error: unknown) => void) {
    this.#job = job
    this.#onError = onError
  }

  ask(): void {
    if (this.#stopped) return
    this.#wanted = true
    this.#controller.abort()
    this.#work ??= this.#loop()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work
  }

  /** Stops what is under way, and takes nothing more. */
  async close(): Promise<void> {
    this.#stopped = true
    this.#wanted = false
    this.#controller.abort()
    await this.idle()
  }

  async #loop(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false
        await pause(QUIET)
        if (this.#wanted || this.#stopped) continue
        await this.#once()
      }
    } finally {
      this.#work = null
    }
  }

  async #once(): Promise<void> {
    const controller = new AbortController()
    this.#controller = controller
    try {
      await this.#job(controller.signal)
    } catch (error) {
      if (!controller.signal.aborted) this.#onError(error)
    }
  }
}
