import type Autobase from 'autobase'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'
import safetyCatch from 'safety-catch'

import type { RegistryView } from '../view.ts'
import { everyWriter, readSystem } from './signed.ts'

/**
 * Keeps all that any writer ever wrote. An instance that was fast-forwarded has never applied what
 * came before, and would not fetch it; a later newcomer may have to apply just that. Once nobody
 * has it any more, the base can take in no newcomer.
 */
export class Archive {
  readonly #base: Autobase<RegistryView>
  readonly #store: Corestore
  readonly #cores = new Map<string, Hypercore>()

  constructor(base: Autobase<RegistryView>, store: Corestore) {
    this.#base = base
    this.#store = store
    const keep = () => void this.#keep().catch(safetyCatch)
    // Not while it opens: a base that has to ask others where it was has no system until then.
    base.once('update', keep)
    // After a fast-forward, and after each change of the indexers.
    base.on('reboot', keep)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#cores.values()].map((core) => core.close()))
  }

  /** Fetches the core of every writer, removed ones too, and whatever will be added to it. */
  async #keep(): Promise<void> {
    for (const key of await readSystem(this.#base, everyWriter)) {
      const id = IdEnc.encode(key)
      if (this.#cores.has(id)) continue
      const core = this.#store.get({ key })
      this.#cores.set(id, core)
      await core.ready()
      core.download({ start: 0, end: -1 })
    }
  }
}
