import type Autobase from 'autobase'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'

import type { Key, RegistryView } from '../view.ts'
import { readSystem } from './signed.ts'

/** Remembers which writers have told two stories of one core, as far as seen here. */
export class Forks {
  readonly #base: Autobase<RegistryView>
  readonly #watched = new Map<string, Hypercore>()
  readonly #forked = new Set<string>()

  constructor(base: Autobase<RegistryView>) {
    this.#base = base
    base.on('writer', ({ core }: { core: Hypercore }) => this.#watch(core))
  }

  /** Writers that have run twice, from a copied folder or a disk that forgot; until removed. */
  async list(): Promise<Key[]> {
    if (this.#base.local.recovering) return []
    return readSystem(this.#base, async (system) => {
      const keys: Key[] = []
      for await (const { key, value } of system.list()) {
        if (!value.isRemoved && this.#forked.has(IdEnc.encode(key))) keys.push(key)
      }
      return keys
    })
  }

  /** Two stories of one core, both signed: Hypercore closes it here, and emits `conflict`. */
  #watch(core: Hypercore): void {
    const id = IdEnc.encode(core.key)
    if (this.#watched.has(id)) return
    // The base closes the core of a writer that is idle: a session of our own stays.
    const session = core.session()
    session.on('conflict', () => this.#forked.add(id))
    this.#watched.set(id, session)
  }
}
