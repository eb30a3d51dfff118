import { once } from 'node:events'
import type { EventEmitter } from 'node:events'

/** What it looks at: the base, or as much of it. */
export interface Pressed extends EventEmitter {
  readonly view: { readonly core: { readonly length: number; readonly signedLength: number } }
}

/** Blocks of the view; a put makes about four. */
const MAX_TIP = 512
/** Milliseconds that an append is held back at most: less than its caller waits. */
const PATIENCE = 3000

/**
 * Holds appends back while signing is behind. What is unsigned is undone and applied anew whenever
 * a block of another writer comes to stand in front of it: the more there is, the longer it takes,
 * and the later any of it is signed.
 */
export class Pressure {
  readonly #base: Pressed
  readonly #patience: number
  /** The signed length at which it was waited for in vain. */
  #stuck = -1

  constructor(base: Pressed, patience = PATIENCE) {
    this.#base = base
    this.#patience = patience
  }

  /** Resolves when the tip is short. Without a majority it stays long: then appends go on. */
  async ease(): Promise<void> {
    const signal = AbortSignal.timeout(this.#patience)
    while (this.#isHigh()) {
      try {
        await once(this.#base, 'update', { signal })
      } catch {
        // Too late, or the base has an error to tell, which the append meets too.
        this.#stuck = this.#base.view.core.signedLength
      }
    }
  }

  #isHigh(): boolean {
    const { length, signedLength } = this.#base.view.core
    return length - signedLength > MAX_TIP && signedLength !== this.#stuck
  }
}
