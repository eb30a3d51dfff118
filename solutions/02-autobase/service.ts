import type { Duplex } from 'node:stream'
import Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import ReadyResource from 'ready-resource'

import { RegistryView } from './view.ts'
import type { Entry, Key, KeyLike } from './view.ts'

export interface ServiceOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
}

/** What a writer appends. JSON holds no bytes, so keys are written as z32 text. */
type Block =
  | { op: 'put-entry'; entry: Omit<Entry, 'driveKey'> & { driveKey: string } }
  | { op: 'add-writer'; key: string }

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView, Block>

  constructor(store: Corestore, options: ServiceOptions = {}) {
    super()
    const { bootstrap = null } = options
    this.base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
      valueEncoding: 'json',
      open: openView,
      close: (view) => view.close(),
      apply
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
    await this.base.append(entries.map(toPutBlock))
  }

  async addWriter(key: KeyLike): Promise<void> {
    if (!this.opened) await this.ready()
    await this.base.append({ op: 'add-writer', key: IdEnc.normalize(key) })
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

/** Autobase replays this whenever writers reorder: same blocks in, same view out. */
async function apply(
  nodes: Autobase.Node<Block>[],
  view: RegistryView,
  host: Autobase.Host
): Promise<void> {
  for (const { value } of nodes) {
    if (value.op === 'add-writer') {
      await host.addWriter(IdEnc.decode(value.key), { indexer: false })
    }
    if (value.op === 'put-entry') {
      await view.put({ ...value.entry, driveKey: IdEnc.decode(value.entry.driveKey) })
    }
  }
  await view.flush()
}

function toPutBlock(entry: Entry): Block {
  return { op: 'put-entry', entry: { ...entry, driveKey: IdEnc.normalize(entry.driveKey) } }
}
