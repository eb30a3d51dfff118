import { watch } from 'node:fs'

import { signature } from './files.ts'

/** Milliseconds. For folders whose changes the system doesn't tell, as on some shared drives. */
const LOOK_EVERY = 1000

/** Calls back when a file below a folder was saved. */
export class Watcher {
  readonly #folder: string
  readonly #onSave: () => void
  readonly #controller = new AbortController()
  #known: string | null = null
  #looking = false
  #again = false

  constructor(folder: string, onSave: () => void) {
    this.#folder = folder
    this.#onSave = onSave
    const { signal } = this.#controller
    const look = () => void this.#look()
    const timer = setInterval(look, LOOK_EVERY)
    signal.addEventListener('abort', () => clearInterval(timer))
    try {
      watch(folder, { recursive: true, signal }, look).on('error', () => {})
    } catch {
      // The timer is enough.
    }
    look()
  }

  close(): void {
    this.#controller.abort()
  }

  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true
      return
    }
    this.#looking = true
    do {
      this.#again = false
      const now = await signature(this.#folder)
      if (this.#controller.signal.aborted) return
      if (this.#known !== null && this.#known !== now) this.#onSave()
      this.#known = now
    } while (this.#again)
    this.#looking = false
  }
}
