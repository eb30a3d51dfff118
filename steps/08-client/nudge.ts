import b4a from 'b4a'
import safetyCatch from 'safety-catch'

import type { Key } from './view.ts'

/** What the nudge looks at: the base, or as much of it. */
export interface Signing {
  readonly isIndexer: boolean
  readonly local: { readonly length: number }
  readonly view: {
    readonly core: {
      readonly key: Uint8Array
      readonly length: number
      readonly signedLength: number
    }
  }
  /** The indexers as the tip has them; null for a moment while they change. */
  readonly system: { readonly indexers: { readonly key: Key }[] } | null
  /** The indexers that sign now. */
  readonly linearizer: { readonly indexers: { readonly core: { readonly key: Key } }[] }
  update(): Promise<unknown>
  append(block: null): Promise<unknown>
}

/** Milliseconds without progress that are a stall and no slow network. */
const PATIENCE = 1000
/** Without a majority nobody can sign: the wait grows by this, up to the limit in milliseconds. */
const GROWTH = 1.5
const MAX_PATIENCE = 30_000

/**
 * Ends a stall of the signed length. Sometimes every indexer has every block and each waits for
 * another to go on; one more block, even an empty one, makes them look again.
 */
export class Nudge {
  readonly #base: Signing
  readonly #patience: number
  #wait: number
  #seen = -1
  #signed: { key: Uint8Array; signedLength: number } | null = null
  #untold = -1
  #timer: NodeJS.Timeout | undefined

  constructor(base: Signing, patience = PATIENCE) {
    this.#base = base
    this.#patience = patience
    this.#wait = patience
  }

  start(): void {
    // Jitter, so that three indexers which stall together don't all nudge together.
    const delay = this.#wait * (1 + Math.random() / 2)
    this.#timer = setTimeout(() => void this.#look().catch(safetyCatch), delay)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #look(): Promise<void> {
    try {
      // A base that gave up a fast-forward would stand still until somebody writes.
      await this.#base.update()
      await this.#nudge()
      await this.#tell()
    } finally {
      if (this.#timer !== undefined) this.start()
    }
  }

  /**
   * What an indexer signs travels in its next block. If it has none to write, another may wait for
   * that signature for ever, while this one has nothing left to wait for.
   */
  async #tell(): Promise<void> {
    const { key, signedLength } = this.#base.view.core
    const { length } = this.#base.local
    const before = this.#signed ?? { key, signedLength }
    const moved = signedLength !== before.signedLength || !b4a.equals(key, before.key)
    if (!moved && length === this.#untold && this.#base.isIndexer) await this.#base.append(null)
    this.#untold = moved ? length : -1
    this.#signed = { key, signedLength }
  }

  async #nudge(): Promise<void> {
    const { length, signedLength } = this.#base.view.core
    // Another set of indexers leaves nothing in the view that one could see to be unsigned.
    const unsigned = signedLength < length || isChanging(this.#base)
    const stalled = unsigned && signedLength === this.#seen
    if (stalled && this.#base.isIndexer) await this.#base.append(null)
    this.#seen = signedLength
    this.#wait = stalled ? Math.min(this.#wait * GROWTH, MAX_PATIENCE) : this.#patience
  }
}

function isChanging({ system, linearizer }: Signing): boolean {
  if (system === null) return true
  const signing = linearizer.indexers.map(({ core }) => core.key)
  return (
    system.indexers.length !== signing.length ||
    system.indexers.some(({ key }) => !signing.some((each) => b4a.equals(each, key)))
  )
}
