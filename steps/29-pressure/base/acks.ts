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
const PATIENCE = 20
/** For how many looks it does so. */
const STAND_IN = 200
/** Looks at a growing view after which any other shows that it is alive: `status` says who is silent. */
const SIGN_OF_LIFE = 100

/** Has as few indexers sign as it takes, so that few null blocks cross the blocks of the lead. */
export class Acks {
  readonly #base: Base
  readonly #interval: number
  readonly #heard = new Map<string, { length: number; look: number }>()
  #timer: NodeJS.Timeout | undefined
  #looks = 0
  #last = -PACE
  #length = 0
  #grows = false
  #own = 0
  /** Looks at a growing view since this indexer's own last block. */
  #unheard = 0
  #signed = { length: 0, look: 0 }
  #standsInUntil = 0

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
    this.#grows = length > this.#length
    this.#length = length
    if (this.#grows) this.#unheard++
    if (this.#base.local.length > this.#own) this.#unheard = 0
    this.#own = this.#base.local.length
    if (signedLength === length || signedLength !== this.#signed.length) {
      this.#signed = { length: signedLength, look: this.#looks }
    }
    for (const { core, length } of signersOf(this.#base)) {
      const id = b4a.toString(core.key, 'hex')
      if (this.#heard.get(id)?.length !== length) this.#heard.set(id, { length, look: this.#looks })
    }
  }

  #isSigner(): boolean {
    return signersOf(this.#base).some(({ core }) => b4a.equals(core.key, this.#base.local.key))
  }

  /** True for a while once nothing is signed because one of the signers is gone. */
  #standsIn(): boolean {
    const tooOld = (look: number) => this.#looks - look > PATIENCE
    const isSilent = ({ core }: Indexer) =>
      tooOld(this.#heard.get(b4a.toString(core.key, 'hex'))?.look ?? 0)
    if (tooOld(this.#signed.look) && signersOf(this.#base).some(isSilent)) {
      this.#standsInUntil = this.#looks + STAND_IN
    }
    return this.#looks < this.#standsInUntil
  }
}

/** As many indexers as make a majority, the greatest local keys first: the lead is one of them. */
export function signersOf({ linearizer: { indexers } }: Pick<Base, 'linearizer'>): Indexer[] {
  const byKey = [...indexers].sort((a, b) => b4a.compare(b.core.key, a.core.key))
  return byKey.slice(0, Math.floor(indexers.length / 2) + 1)
}
