import type { Duplex } from 'node:stream'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import ReadyResource from 'ready-resource'

import { createBase } from './base/create.ts'
import type { BaseOptions } from './base/create.ts'
import { appendSynced } from './base/disk.ts'
import { checkRemovable } from './base/members.ts'
import { Nudge } from './base/nudge.ts'
import { untilSigned } from './base/signed.ts'
import type { PutOptions, PutResult } from './base/signed.ts'
import { WriteQueue } from './base/writes.ts'
import { checkEntry } from './entry.ts'
import { RegistryError } from './errors.ts'
import { encode } from './spec/dispatch/index.js'
import { statusOf } from './status.ts'
import type { Status } from './status.ts'
import type { Entry, Key, KeyLike, RegistryView } from './view.ts'

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>
  readonly #nudge: Nudge
  readonly #writes: WriteQueue

  constructor(store: Corestore, options: BaseOptions = {}) {
    super()
    this.base = createBase(store, options)
    this.#nudge = new Nudge(this.base)
    this.#writes = new WriteQueue(appendSynced(this.base, store))
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
    // The tip is rebuilt now; a look-up before that would miss unsigned entries.
    await this.base.update()
    // The first block fixes the view key of a new base.
    if (this.base.isIndexer && this.base.local.length === 0) await this.base.append(null)
    this.#nudge.start()
  }

  protected override async _close(): Promise<void> {
    this.#nudge.stop()
    await this.base.close()
  }

  /** Resolves once the entry is on this writer's disk; with `durable`, once it is signed. */
  async put(entry: Entry, options: PutOptions = {}): Promise<PutResult> {
    return this.putAll([entry], options)
  }

  /** Appends all entries as one batch: every peer applies them together. */
  async putAll(entries: Entry[], options: PutOptions = {}): Promise<PutResult> {
    for (const entry of entries) checkEntry(entry)
    const operations = entries.map((entry) => encode('@registry/put-entry', entry))
    return this.#write(operations, options)
  }

  /** Lets the writer with that local key append; as an indexer it also signs the view. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])
  }

  /** Takes a writer out; what comes before that in the order stays. */
  async removeWriter(key: KeyLike): Promise<void> {
    if (!this.opened) await this.ready()
    const writer = IdEnc.decode(key)
    await checkRemovable(this.base, writer)
    await this.#write([encode('@registry/remove-writer', { key: writer })])
  }

  async status(): Promise<Status> {
    if (!this.opened) await this.ready()
    return statusOf(this.base)
  }

  /** A stream that exchanges blocks with another peer's, or does so on a stream that is given. */
  replicate(streamOrInitiator: Duplex | boolean): Duplex {
    return this.base.replicate(streamOrInitiator)
  }

  /** Stores these operations together; NOT_WRITABLE unless this instance is a writer. */
  async #write(operations: Uint8Array[], options: PutOptions = {}): Promise<PutResult> {
    if (!this.opened) await this.ready()
    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
    const length = await this.#writes.push(operations)
    const { durable = false, timeout } = options
    if (durable) await untilSigned(this.base, length, timeout)
    return { length, signed: durable }
  }
}
