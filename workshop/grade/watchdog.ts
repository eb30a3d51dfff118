import type { GradeEvent } from './events.ts'

/** A slow disk is not the fault of the code that is graded. */
const LOAD_DEADLINE = 60_000
const END_DEADLINE = 8000
/** For teardowns after a test's own deadline; past it, nothing in the process moves any more. */
const GRACE = 8000

/** Stops a test process that has stopped telling. */
export class Watchdog {
  reason: string | null = null
  readonly #stop: () => void
  readonly #deadlines = new Map<string, number>()
  #timer: NodeJS.Timeout

  constructor(stop: () => void) {
    this.#stop = stop
    this.#timer = this.#within(LOAD_DEADLINE, 'loading the files did not end')
  }

  saw(event: GradeEvent): void {
    if (event.type === 'hole') return
    clearTimeout(this.#timer)
    if (event.type === 'ready') {
      for (const { name, deadline } of event.tests) this.#deadlines.set(name, deadline)
    }
    if (event.type === 'start') {
      const deadline = this.#deadlines.get(event.name) ?? 0
      this.#timer = this.#within(deadline + GRACE, 'nothing moved any more: an endless loop?')
    } else {
      this.#timer = this.#within(END_DEADLINE, 'the process did not end')
    }
  }

  stop(reason: string): void {
    this.reason ??= reason
    this.#stop()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #within(ms: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => this.stop(`${reason} (stopped after ${ms / 1000} s)`), ms)
  }
}
