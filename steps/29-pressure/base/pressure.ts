import { once } from 'node:events'
import type { EventEmitter } from 'node:events'
import safetyCatch from 'safety-catch'
import { todo } from '#todo'

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
    throw todo('29.3', 'wait for what this.#base tells, but not for long')
  }

  /** One look: true if a majority signs, and is behind. */
  look(): boolean {
    this.#note()
    throw todo('29.2', 'behind, or alone?')
  }

  /** Keeps #signed and #waiting true. */
  #note(): void {
    throw todo('29.1', 'since when?')
  }
}
