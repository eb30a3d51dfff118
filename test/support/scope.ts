/** Whoever closes what a helper opened: a test, or one round of a property. */
export interface Owner {
  teardown(close: () => Promise<void>): void
}

/** Closes what was opened under it, newest first, even where one close fails. */
export class Scope implements Owner {
  readonly #closers: (() => Promise<void>)[] = []

  teardown(close: () => Promise<void>): void {
    this.#closers.unshift(close)
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close().catch(() => {})
  }
}
