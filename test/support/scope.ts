import { setTimeout as pause } from 'node:timers/promises'

/** A base that broke in apply may never end its close. */
const CLOSE_MS = 2000

/** Whoever closes what a helper opened: a test, or one round of a property. */
export interface Owner {
  teardown(close: () => Promise<void>): void
  /** Only a test has it: says what went wrong in the background. */
  fail?(message: string): void
}

/** Closes what was opened under it, newest first, even where one close fails. */
export class Scope implements Owner {
  readonly #closers: (() => Promise<void>)[] = []

  teardown(close: () => Promise<void>): void {
    this.#closers.unshift(close)
  }

  async close(): Promise<void> {
    for (const close of this.#closers) {
      const late = pause(CLOSE_MS, undefined, { ref: false })
      await Promise.race([close(), late]).catch(() => {})
    }
  }
}
