import type Autobase from 'autobase'
import type Corestore from 'corestore'

import { RegistryError } from '../errors.ts'
import { onlyEntries } from '../operations.ts'
import type { RegistryView } from '../view.ts'
import { appendSynced } from './disk.ts'
import { Pressure } from './pressure.ts'
import { Pulse } from './pulse.ts'
import { untilSigned } from './signed.ts'
import type { PutOptions, PutResult } from './signed.ts'
import { WriteQueue } from './writes.ts'
import type { Append, Stored } from './writes.ts'

/** This instance's own writer: stores operations, or says why it takes none. */
export class Writer {
  /** Has another instance store blocks that were held for so long; null says that this one must. */
  forward: ((blocks: Uint8Array[], heldMs?: number) => Promise<Stored | null>) | null = null
  readonly pulse = new Pulse()
  readonly #base: Autobase<RegistryView>
  readonly #append: Append
  readonly #queue: WriteQueue
  readonly #pressure: Pressure
  #received: Promise<unknown> = Promise.resolve()
  #draining = false

  constructor(base: Autobase<RegistryView>, store: Corestore) {
    this.#base = base
    this.#pressure = new Pressure(base)
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
    this.#checkOpen()
    // Under this writer's name they would count as its own: a plain writer could rule the members.
    if (!blocks.every(onlyEntries))
      throw RegistryError.REFUSED('only entries are stored for others')
    // Its sender has given it up by now, stored it elsewhere, and perhaps something newer after it.
    if (this.pulse.late) throw RegistryError.REFUSED('this instance stood still')
    const stored = this.#append(blocks)
    this.#received = Promise.allSettled([this.#received, stored]).then(() => {})
    return stored
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
    const from = performance.now()
    await this.#pressure.settle()
    const heldMs = performance.now() - from
    const stored = blocks.every(onlyEntries) ? await this.forward?.(blocks, heldMs) : null
    return stored ?? this.#append(blocks)
  }
}
