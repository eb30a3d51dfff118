import type Autobase from 'autobase'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

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
    throw todo('17.2', 'tell for how long each indexer has been silent')
  }

  #look(): void {
    throw todo('17.1', 'remember when a new block of each indexer came')
  }

  #indexers(): { key: Key; length: number }[] {
    return this.#base.system?.indexers ?? []
  }
}
