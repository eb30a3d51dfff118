/** Does one thing at a time: what is asked for while it is done, however often, is done once more. */
export class Again {
  readonly #run: () => Promise<void>
  #wanted = false
  #running: Promise<void> | null = null

  constructor(run: () => Promise<void>) {
    this.#run = run
  }

  /** Resolves once it was done after this call. */
  async ask(): Promise<void> {
    this.#wanted = true
    this.#running ??= this.#runAll().finally(() => (this.#running = null))
    await this.#running
  }

  async #runAll(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      await this.#run()
    }
  }
}
