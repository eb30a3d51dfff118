import type Autobase from 'autobase'
import type Corestore from 'corestore'
import { todo } from '#todo'

import { RegistryError } from '../errors.ts'
import { onlyEntries } from '../operations.ts'
import type { RegistryView } from '../view.ts'
import { appendSynced } from './disk.ts'
import { untilSigned } from './signed.ts'
import type { PutOptions, PutResult } from './signed.ts'
import { WriteQueue } from './writes.ts'
import type { Append, Stored } from './writes.ts'

/** This instance's own writer: stores operations, or says why it takes none. */
export class Writer {
  /** Has another instance store blocks, or says with null that this one must. */
  forward: ((blocks: Uint8Array[]) => Promise<Stored | null>) | null = null
  readonly #base: Autobase<RegistryView>
  readonly #append: Append
  readonly #queue: WriteQueue
  #received: Promise<unknown> = Promise.resolve()
  #draining = false

  constructor(base: Autobase<RegistryView>, store: Corestore) {
    this.#base = base
    const append = appendSynced(base, store)
    this.#append = async (blocks) => {
      // Removed since these were pushed: Autobase's own error has no code.
      if (!base.writable) throw RegistryError.NOT_WRITABLE()
      return { key: base.local.key, length: await append(blocks) }
    }
    this.#queue = new WriteQueue((blocks) => this.#route(blocks))
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
    const stored = await this.#queue.push(operations)
    if (durable) await untilSigned(this.#base, stored, timeout)
    return { length: stored.length, signed: durable }
  }

  /** Appends blocks that another instance has sent here; REFUSED where they hold more than entries. */
  async receive(blocks: Uint8Array[]): Promise<Stored> {
    throw todo('27.1', 'append for another instance what any writer may ask for')
  }

  /** Refuses what comes from now on; the length of its core once what came before is on disk. */
  async drain(): Promise<number> {
    if (this.#base.local.recovering) throw RegistryError.RECOVERING()
    this.#draining = true
    await this.#queue.idle()
    await this.#received
    return this.#base.local.length
  }

  #checkOpen(): void {
    if (this.#draining) throw RegistryError.DRAINING()
    if (this.#base.interrupted !== null) throw RegistryError.HALTED(this.#base.interrupted)
    if (this.#base.local.recovering) throw RegistryError.RECOVERING()
    if (!this.#base.writable) throw RegistryError.NOT_WRITABLE()
  }

  /** An operation that changes the members counts only in a block of its own writer. */
  async #route(blocks: Uint8Array[]): Promise<Stored> {
    throw todo('27.2', 'send the blocks on, or append them here')
  }
}
