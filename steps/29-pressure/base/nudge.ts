import b4a from 'b4a'
import safetyCatch from 'safety-catch'

import type { Key } from '../view.ts'

/** The parts of a base that the nudge looks at. */
export interface Signing {
  readonly isIndexer: boolean
  /** Why the base has halted; null while it goes on. */
  readonly interrupted: string | null
  readonly local: { readonly length: number }
  readonly view: {
    readonly core: { readonly key: Key; readonly length: number; readonly signedLength: number }
  }
  /** The indexers as the tip has them; null for a moment while they change. */
  readonly system: { readonly indexers: { readonly key: Key }[] } | null
  /** The indexers that sign now. */
  readonly linearizer: { readonly indexers: { readonly core: { readonly key: Key } }[] }
  update(): Promise<unknown>
  append(block: null): Promise<unknown>
}

/** Milliseconds without progress that count as a stall rather than a slow network. */
const STALL_MS = 1000
/** Without a majority nobody can sign: each wait is longer than the one before, up to a limit. */
const GROWTH = 1.5
const MAX_WAIT_MS = 30_000

/**
 * Ends a stall of the signed length. Sometimes every indexer has every block and each waits for
 * another to go on; one more block, even a null block, makes them look again.
 */
export class Nudge {
  readonly #base: Signing
  readonly #stallMs: number
  #waitMs: number
  #seen: { key: Key; signedLength: number; length: number } | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(base: Signing, stallMs = STALL_MS) {
    this.#base = base
    this.#stallMs = stallMs
    this.#waitMs = stallMs
  }

  start(): void {
    // Jitter, so that three indexers which stall together don't all nudge together.
    const delay = this.#waitMs * (1 + Math.random() / 2)
    this.#timer = setTimeout(() => void this.#look().catch(safetyCatch), delay)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #look(): Promise<void> {
    if (this.#base.interrupted !== null) return this.stop()
    try {
      // A base that gave up a fast-forward would stand still until somebody writes.
      await this.#base.update()
      const { key, signedLength } = this.#base.view.core
      const { length } = this.#base.local
      const { isIndexer } = this.#base
      const before = this.#seen ?? { key, signedLength, length: -1 }
      const moved = signedLength !== before.signedLength || !b4a.equals(key, before.key)
      // A signature travels with its writer's next block: the signature of the last one may wait for it.
      const owing = !moved && length === before.length
      const stalled = !moved && this.#seen !== null && isUnsigned(this.#base)
      if (isIndexer && (stalled || owing)) await this.#base.append(null)
      this.#waitMs = stalled ? Math.min(this.#waitMs * GROWTH, MAX_WAIT_MS) : this.#stallMs
      this.#seen = { key, signedLength, length: moved ? length : -1 }
    } finally {
      if (this.#timer !== undefined) this.start()
    }
  }
}

/** True while part of the view is unsigned, or another set of indexers is. */
function isUnsigned({ view, system, linearizer }: Signing): boolean {
  if (view.core.signedLength < view.core.length || system === null) return true
  const signing = linearizer.indexers.map(({ core }) => core.key)
  return (
    system.indexers.length !== signing.length ||
    system.indexers.some(({ key }) => !signing.some((each) => b4a.equals(each, key)))
  )
}
