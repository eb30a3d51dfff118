import type { Duplex } from 'node:stream'
import Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { createApply } from './apply.ts'
import { encode } from './spec/dispatch/index.js'
import { RegistryView } from './view.ts'
import type { Entry, Key, KeyLike } from './view.ts'

export interface ServiceOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
}

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>

  constructor(store: Corestore, options: ServiceOptions = {}) {
    super()
    const { bootstrap = null } = options
    this.base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
      open: openView,
      close: (view) => view.close(),
      apply: createApply()
    })
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

  protected override async _open(): Promise<void> {
    await this.base.ready()
  }

  protected override async _close(): Promise<void> {
    await this.base.close()
  }

  async put(entry: Entry): Promise<void> {
    await this.putAll([entry])
  }

  /** Appends all entries as one batch: every peer applies them together. */
  async putAll(entries: Entry[]): Promise<void> {
    if (!this.opened) await this.ready()
    throw todo('03.4', 'append each entry as a put-entry operation, all as one batch')
  }

  async addWriter(key: KeyLike): Promise<void> {
    if (!this.opened) await this.ready()
    await this.base.append(encode('@registry/add-writer', { key: IdEnc.decode(key) }))
  }

  /** A stream that exchanges blocks with another peer's; `initiator` is true on one side. */
  replicate(initiator: boolean): Duplex {
    return this.base.replicate(initiator)
  }
}

/** Autobase can cut back and replay what is stored here, and nothing else. */
function openView(store: Autobase.ViewStore): RegistryView {
  return new RegistryView(store.get('view'))
}
