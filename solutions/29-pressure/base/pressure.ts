import { once } from 'node:events'
import type { EventEmitter } from 'node:events'
import safetyCatch from 'safety-catch'

/** The parts of a base that are looked at; it emits `update` whenever it has moved. */
export interface Base extends EventEmitter {
  readonly view: { readonly core: { readonly length: number; readonly signedLength: number } }
}

/** Milliseconds in which a majority should have signed what is in the view. */
const MAX_AGE_MS = 600
/** Unsigned blocks of the view from which on it matters, those of some 128 puts. */
const MIN_BLOCKS = 512
/** Milliseconds that a put is held back, at most: half of what Lead has for it. */
const HOLD_MS = 1400
/** Milliseconds without any signature, after which there is nobody to wait for. */
const NOBODY_MS = 30_000

/** Holds puts back while a majority is behind with signing: more of them would make it later still. */
export class Pressure {
  readonly #base: Base
  readonly #now: () => number
  /** A length of the view that isn't signed yet, and since when it has been there. */
  #waiting: { length: number; since: number } | null = null
  /** The signed length, and since when nothing more was signed although something waited. */
  #signed = { length: -1, since: -Infinity }

  /** `now` returns milliseconds, from a clock that only goes forward. */
  constructor(base: Base, now = () => performance.now()) {
    this.#base = base
    this.#now = now
  }

  /** Resolves at once, or when a majority is no longer behind, or after HOLD_MS at the latest. */
  async settle(): Promise<void> {
    const signal = AbortSignal.timeout(HOLD_MS)
    while (!signal.aborted && this.look()) {
      await once(this.#base, 'update', { signal }).catch(safetyCatch)
    }
  }

  /** One look: true if a majority signs, and is behind. */
  look(): boolean {
    this.#note()
    const { length, signedLength } = this.#base.view.core
    if (this.#waiting === null || length - signedLength < MIN_BLOCKS) return false
    const now = this.#now()
    return now - this.#waiting.since > MAX_AGE_MS && now - this.#signed.since < NOBODY_MS
  }

  /** Keeps #signed and #waiting true. */
  #note(): void {
    const { length, signedLength } = this.#base.view.core
    const since = this.#now()
    const isNew = signedLength !== this.#signed.length || signedLength === length
    if (isNew) this.#signed = { length: signedLength, since }
    const waits = this.#waiting !== null && signedLength < this.#waiting.length
    // What was cut back is not there any more: others have put something before it.
    const isThere = this.#waiting !== null && this.#waiting.length <= length
    if (!waits || !isThere) this.#waiting = signedLength < length ? { length, since } : null
  }
}
