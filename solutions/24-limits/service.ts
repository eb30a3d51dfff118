import type { Duplex } from 'node:stream'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import ReadyResource from 'ready-resource'

import { Archive } from './base/archive.ts'
import { createBase } from './base/create.ts'
import type { BaseOptions } from './base/create.ts'
import { checkRemovable, untilApplied } from './base/members.ts'
import type { CatchUp } from './base/members.ts'
import { Nudge } from './base/nudge.ts'
import { Silence } from './base/silence.ts'
import type { PutOptions, PutResult } from './base/signed.ts'
import { Writer } from './base/writer.ts'
import { checkEntry } from './entry.ts'
import { RegistryError } from './errors.ts'
import { VERSION, tooOld } from './operations.ts'
import { encode } from './spec/dispatch/index.js'
import { statusOf } from './status.ts'
import type { Status } from './status.ts'
import type { Entry, Key, KeyLike, RegistryView } from './view.ts'

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>
  readonly #nudge: Nudge
  readonly #writer: Writer
  readonly #silence: Silence
  readonly #archive: Archive
  readonly #version: number

  constructor(store: Corestore, options: BaseOptions = {}) {
    super()
    this.#version = options.version ?? VERSION
    this.base = createBase(store, options)
    this.#nudge = new Nudge(this.base)
    this.#writer = new Writer(this.base, store)
    this.#silence = new Silence(this.base)
    this.#archive = new Archive(this.base, store)
    this.base.on('interrupt', (reason) => this.emit('halted', reason))
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
    const inUse = await this.view.version()
    if (inUse > this.#version) {
      await this._close()
      throw RegistryError.HALTED(tooOld(inUse, this.#version))
    }
    // The tip is rebuilt now; a look-up before that would miss unsigned entries.
    await this.base.update()
    // The first block fixes the view key of a new base.
    if (this.base.isIndexer && this.base.local.length === 0) await this.base.append(null)
    this.#nudge.start()
  }

  protected override async _close(): Promise<void> {
    this.#nudge.stop()
    await this.#archive.close()
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

  /** Deletes the entry of that name; stored even where it isn't here yet, from another writer. */
  async delete(name: string, options: PutOptions = {}): Promise<PutResult> {
    return this.#write([encode('@registry/delete-entry', { name })], options)
  }

  /** Lets the writer with that local key append; as an indexer it also signs the view. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])
  }

  /** Refuses writes from now on; the length of this writer's core once the others are on disk. */
  async drain(): Promise<number> {
    if (!this.opened) await this.ready()
    return this.#writer.drain()
  }

  /** Takes a writer out. What it wrote stays, as far as this instance has it: BEHIND otherwise. */
  async removeWriter(key: KeyLike, { length = 0, timeout }: CatchUp = {}): Promise<void> {
    if (!this.opened) await this.ready()
    const writer = IdEnc.decode(key)
    await checkRemovable(this.base, writer)
    await untilApplied(this.base, writer, length, timeout)
    await this.#write([encode('@registry/remove-writer', { key: writer })])
  }

  /** Announces the next version, if this program knows it; the one in use then: older ones halt. */
  async upgrade(): Promise<number> {
    const { version, halted } = await this.status()
    if (halted === null && version >= this.#version) return version
    await this.#write([encode('@registry/upgrade', { announced: version + 1 })])
    return version + 1
  }

  async status(): Promise<Status> {
    if (!this.opened) await this.ready()
    return statusOf(this.base, {
      members: this.#silence.list(),
      draining: this.#writer.draining
    })
  }

  /** A stream that exchanges blocks with another peer's, or does so on a stream that is given. */
  replicate(streamOrInitiator: Duplex | boolean): Duplex {
    return this.base.replicate(streamOrInitiator)
  }

  async #write(operations: Uint8Array[], options: PutOptions = {}): Promise<PutResult> {
    if (!this.opened) await this.ready()
    return this.#writer.store(operations, options)
  }
}
