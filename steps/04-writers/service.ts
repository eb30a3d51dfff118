import type { Duplex } from 'node:stream'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { createBase } from './base/create.ts'
import type { BaseOptions } from './base/create.ts'
import { RegistryError } from './errors.ts'
import { encode } from './spec/dispatch/index.js'
import { statusOf } from './status.ts'
import type { Status } from './status.ts'
import type { Entry, Key, KeyLike, RegistryView } from './view.ts'

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>

  constructor(store: Corestore, options: BaseOptions = {}) {
    super()
    this.base = createBase(store, options)
    this.base.on('error', (err) => this.emit('error', err))
    this.base.on('warning', (err) => this.emit('warning', err))
  }

  /** Key of the base: what others pass as `bootstrap`. */
  get key(): Key {
    return this.base.key
  }

  /** Key of this instance's own writer core. */
  get localKey(): Key {
    return this.base.local.key
  }

  get view(): RegistryView {
    return this.base.view
  }

  /** Key of the view as it is signed now: it changes whenever the set of indexers does. */
  get viewKey(): Key {
    return this.view.core.key
  }

  protected override async _open(): Promise<void> {
    await this.base.ready()
    // The first block fixes the view key of a new base.
    if (this.base.isIndexer && this.base.local.length === 0) await this.base.append(null)
  }

  protected override async _close(): Promise<void> {
    await this.base.close()
  }

  async put(entry: Entry): Promise<void> {
    await this.putAll([entry])
  }

  /** Appends all entries as one batch: every peer applies them together. */
  async putAll(entries: Entry[]): Promise<void> {
    await this.#write(entries.map((entry) => encode('@registry/put-entry', entry)))
  }

  /** Lets the writer with that local key append; as an indexer it also signs the view. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    throw todo('04.4', 'append the operation add-writer')
  }

  async status(): Promise<Status> {
    if (!this.opened) await this.ready()
    return statusOf(this.base)
  }

  /** A stream that exchanges blocks with another peer's; `initiator` is true on one side. */
  replicate(initiator: boolean): Duplex {
    return this.base.replicate(initiator)
  }

  /** Appends these operations together; NOT_WRITABLE unless this instance is a writer. */
  async #write(operations: Uint8Array[]): Promise<void> {
    if (!this.opened) await this.ready()
    throw todo('04.2', 'append the operations; refuse where this instance is not a writer')
  }
}
