import type Autobase from 'autobase'
import type Corestore from 'corestore'

import { RegistryError } from '../errors.ts'
import type { RegistryView } from '../view.ts'
import { appendSynced } from './disk.ts'
import { untilSigned } from './signed.ts'
import type { PutOptions, PutResult } from './signed.ts'
import { WriteQueue } from './writes.ts'

/** This instance's own writer: stores operations, or says why it takes none. */
export class Writer {
  readonly #base: Autobase<RegistryView>
  readonly #queue: WriteQueue
  #draining = false

  constructor(base: Autobase<RegistryView>, store: Corestore) {
    this.#base = base
    const append = appendSynced(base, store)
    this.#queue = new WriteQueue(async (blocks) => {
      // Removed since these were pushed: Autobase's own error has no code.
      if (!base.writable) throw RegistryError.NOT_WRITABLE()
      return append(blocks)
    })
  }

  /** True once it refuses whatever comes. */
  get draining(): boolean {
    return this.#draining
  }

  /** Stores these operations together; the error says why it takes none. */
  async store(
    operations: Uint8Array[],
    { durable = false, timeout }: PutOptions = {}
  ): Promise<PutResult> {
    this.#checkOpen()
    const length = await this.#queue.push(operations)
    if (durable) await untilSigned(this.#base, length, timeout)
    return { length, signed: durable }
  }

  /** Refuses what comes from now on; the length of its core once what came before is on disk. */
  async drain(): Promise<number> {
    if (this.#base.local.recovering) throw RegistryError.RECOVERING()
    this.#draining = true
    await this.#queue.idle()
    return this.#base.local.length
  }

  #checkOpen(): void {
    if (this.#draining) throw RegistryError.DRAINING()
    if (this.#base.interrupted !== null) throw RegistryError.HALTED(this.#base.interrupted)
    if (this.#base.local.recovering) throw RegistryError.RECOVERING()
    if (!this.#base.writable) throw RegistryError.NOT_WRITABLE()
  }
}
