import b4a from 'b4a'
import safetyCatch from 'safety-catch'

import type { Key } from '../view.ts'

/** The parts of a base that are looked at. */
export interface Base {
  /** Why the base has halted; null while it goes on. */
  readonly interrupted: string | null
  readonly local: { readonly key: Key; readonly length: number }
  readonly view: { readonly core: { readonly length: number; readonly signedLength: number } }
  /** The indexers that sign now, with the number of blocks that are here of each. */
  readonly linearizer: { readonly indexers: readonly Indexer[] }
  /** Appends a null block if that helps to sign something. */
  ack(): Promise<unknown>
}

export interface Indexer {
  readonly core: { readonly key: Key }
  readonly length: number
}

/** Milliseconds between two looks, and up to twice as many: a lone put is signed after about five. */
const INTERVAL_MS = 50
/** Looks from one null block to the next while entries come in: each undoes a block of the lead. */
const PACE = 7
/** Looks without a signature, and without a block of a signer, after which another takes its part. */
const PATIENCE = 40
/** Looks after which any other shows that it is alive, if anything is put: `status` says who is silent. */
const SIGN_OF_LIFE = 600

/** Has as few indexers sign as it takes, so that few null blocks cross the blocks of the lead. */
export class Acks {
  readonly #base: Base
  readonly #interval: number
  readonly #heard = new Map<string, { length: number; look: number }>()
  /** The signers whose part this indexer takes. */
  readonly #gone = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #looks = 0
  #last = -PACE
  #length = 0
  /** How often the view has grown since signing kept up, and the look at which it did so last. */
  #grown = { times: 0, look: 0 }
  /** True while entries come in, faster than they are signed. */
  #grows = false
  #own = 0
  /** Looks since this indexer's own last block. */
  #unheard = 0
  #signed = { length: 0, look: 0 }

  constructor(base: Base, interval = INTERVAL_MS) {
    this.#base = base
    this.#interval = interval
  }

  start(): void {
    const delay = this.#interval * (1 + Math.random())
    this.#timer = setTimeout(() => void this.#lookAgain(), delay)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Signs what there is to sign, if that is up to this indexer now. */
  async look(): Promise<void> {
    this.#looks++
    this.#listen()
    if (!this.#isSigner() && !this.#standsIn() && this.#unheard < SIGN_OF_LIFE) return
    if (this.#grows && this.#looks < this.#last + PACE) return
    const { length } = this.#base.local
    await this.#base.ack()
    if (this.#base.local.length > length) this.#last = this.#looks
  }

  async #lookAgain(): Promise<void> {
    if (this.#base.interrupted === null) await this.look().catch(safetyCatch)
    if (this.#timer !== undefined) this.start()
  }

  /** Notes what grows, at which look something was signed, and at which a signer had a new block. */
  #listen(): void {
    const { length, signedLength } = this.#base.view.core
    // All that the look before has seen is signed: signing keeps up.
    if (signedLength >= this.#length) this.#grown.times = 0
    if (length > this.#length) this.#grown = { times: this.#grown.times + 1, look: this.#looks }
    this.#length = length
    this.#grows = this.#grown.times > 1 && this.#looks < this.#grown.look + PACE
    this.#unheard = this.#base.local.length > this.#own ? 0 : this.#unheard + 1
    this.#own = this.#base.local.length
    if (signedLength === length || signedLength !== this.#signed.length) {
      this.#signed = { length: signedLength, look: this.#looks }
    }
    for (const { core, length } of signersOf(this.#base)) {
      const id = b4a.toString(core.key, 'hex')
      if (this.#heard.get(id)?.length === length) continue
      this.#heard.set(id, { length, look: this.#looks })
      this.#gone.delete(id)
    }
  }

  #isSigner(): boolean {
    return signersOf(this.#base).some(({ core }) => b4a.equals(core.key, this.#base.local.key))
  }

  /** True once nothing is signed because a signer is gone, until that one has a new block. */
  #standsIn(): boolean {
    const tooOld = (look = 0) => this.#looks - look > PATIENCE
    const signers = signersOf(this.#base).map(({ core }) => b4a.toString(core.key, 'hex'))
    const silent = signers.filter((id) => tooOld(this.#heard.get(id)?.look))
    if (tooOld(this.#signed.look)) for (const id of silent) this.#gone.add(id)
    return signers.some((id) => this.#gone.has(id))
  }
}

/** As many indexers as make a majority, the greatest local keys first: the lead is one of them. */
export function signersOf({ linearizer: { indexers } }: Pick<Base, 'linearizer'>): Indexer[] {
  const byKey = [...indexers].sort((a, b) => b4a.compare(b.core.key, a.core.key))
  return byKey.slice(0, Math.floor(indexers.length / 2) + 1)
}
