import type Autobase from 'autobase'
import IdEnc from 'hypercore-id-encoding'

import type { RegistryMember } from '../spec/schema/types.d.ts'
import type { Key, RegistryView } from '../view.ts'

/** Remembers when this instance last saw a new block of each indexer. */
export class Silence {
  readonly #base: Autobase<RegistryView>
  // Not Date.now(): a wall clock that is set back would make a silence negative.
  readonly #started = performance.now()
  readonly #heard = new Map<string, { length: number; at: number }>()

  constructor(base: Autobase<RegistryView>) {
    this.#base = base
    base.on('update', () => this.#look())
  }

  /** The indexers: how many blocks of each are here, and for how many ms nothing new came. */
  list(): RegistryMember[] {
    this.#look()
    return this.#indexers().map(({ key, length }) => {
      const at = this.#heard.get(IdEnc.encode(key))?.at ?? this.#started
      return { key, length, silence: Math.round(performance.now() - at) }
    })
  }

  #look(): void {
    for (const { key, length } of this.#indexers()) {
      const id = IdEnc.encode(key)
      const heard = this.#heard.get(id)
      // At the first look nobody knows how old a block is: silence counts from the start.
      const at = heard === undefined ? this.#started : performance.now()
      if (heard?.length !== length) this.#heard.set(id, { length, at })
    }
  }

  #indexers(): { key: Key; length: number }[] {
    return this.#base.system?.indexers ?? []
  }
}
