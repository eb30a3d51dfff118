import Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { Nudge } from './nudge.ts'
import { createRouter, decodeOperation } from './operations.ts'
import type { Context } from './operations.ts'
import { encode } from './spec/dispatch/index.js'
import type { Router } from './spec/dispatch/index.js'
import { RegistryView } from './view.ts'
import type { Entry, Key, KeyLike } from './view.ts'

export interface ServiceOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
  /** Milliseconds between an indexer's looks at what it could sign. */
  ackInterval?: number
}

/** How far this instance is; lengths count blocks of the view. */
export interface Status {
  writable: boolean
  isIndexer: boolean
  /** How many indexers the majority is made of. */
  indexers: number
  /** With the unindexed tip, which may still be cut back and replayed. */
  length: number
  /** What a majority has signed: this part never changes. */
  signedLength: number
  /** Blocks that held no operation or one that was refused. */
  skipped: number
}

/** Signing takes about four of these; below 50 ms it often stalls (see the debrief). */
const ACK_INTERVAL = 100

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>
  readonly #swarm: Hyperswarm
  readonly #nudge: Nudge
  readonly #announced: Promise<boolean>[] = []

  constructor(store: Corestore, swarm: Hyperswarm, options: ServiceOptions = {}) {
    super()
    this.#swarm = swarm
    const { bootstrap = null, ackInterval = ACK_INTERVAL } = options
    const router = createRouter()
    this.base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
      ackInterval,
      // Ack whenever there is something to sign, however few blocks it is.
      ackThreshold: 0,
      open: openView,
      close: (view) => view.close(),
      apply: (nodes, view, host) => apply(router, nodes, view, host)
    })
    this.#nudge = new Nudge(this.base)
    this.base.on('error', (err) => this.emit('error', err))
    this.base.on('warning', (err) => this.emit('warning', err))
    // Before anything is joined: a connection is told once, to those who listen.
    swarm.on('connection', (connection) => this.#onconnection(connection))
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

  /** Public key of the swarm: the address of this instance. */
  get serverKey(): Key {
    return this.#swarm.keyPair.publicKey
  }

  get isIndexer(): boolean {
    return this.base.isIndexer
  }

  protected override async _open(): Promise<void> {
    await this.base.ready()
    // The first block fixes the view key of a new base.
    if (this.isIndexer && this.base.local.length === 0) await this.base.append(null)
    this.#nudge.start()

    await this.#swarm.listen()
    this.#announce(this.base.discoveryKey)
    this.#serveView()
    this.view.core.on('migrate', () => this.#serveView())
  }

  protected override async _close(): Promise<void> {
    this.#nudge.stop()
    await this.base.close()
  }

  async put(entry: Entry): Promise<void> {
    await this.putAll([entry])
  }

  /** Appends all entries as one batch: every peer applies them together. */
  async putAll(entries: Entry[]): Promise<void> {
    if (!this.opened) await this.ready()
    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))
  }

  /** Lets the writer with that local key append; as an indexer it also signs the view. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    if (!this.opened) await this.ready()
    await this.base.append(encode('@registry/add-writer', { key: IdEnc.decode(key), indexer }))
  }

  async status(): Promise<Status> {
    if (!this.opened) await this.ready()
    const { length, signedLength } = this.view.core
    return {
      writable: this.base.writable,
      isIndexer: this.isIndexer,
      indexers: this.base.linearizer.indexers.length,
      length,
      signedLength,
      skipped: await this.view.skipped()
    }
  }

  /** Waits until whoever looks for the base or for the view finds this instance. */
  async announced(): Promise<void> {
    if (!this.opened) await this.ready()
    await Promise.all(this.#announced)
  }

  #onconnection(connection: Hyperswarm.Connection): void {
    // A peer that goes away mid-stream is everyday life here, and no error of this service.
    connection.on('error', () => {})
    throw todo('05.3', 'replicate the base over the connection')
  }

  /** Every change of the indexers makes a new view core: join it too, the old one has readers. */
  #serveView(): void {
    throw todo('05.2', 'announce the core of the view, download it, emit its key as view-key')
  }

  /** Looks twice: of two that start in one moment, each has looked before the other was there. */
  #announce(discoveryKey: Key): void {
    const discovery = this.#swarm.join(discoveryKey)
    const announced = discovery.flushed()
    this.#announced.push(announced)
    // It rejects if the swarm is destroyed meanwhile.
    announced.then(() => discovery.refresh()).catch(() => {})
  }
}

/** Autobase can cut back and replay what is stored here, and nothing else. */
function openView(store: Autobase.ViewStore): RegistryView {
  return new RegistryView(store.get('view'))
}

/** Autobase replays this whenever writers reorder: same blocks in, same view out. */
async function apply(
  router: Router<Context>,
  nodes: Autobase.Node<Uint8Array>[],
  view: RegistryView,
  host: Autobase.Host
): Promise<void> {
  for (const { value } of nodes) {
    // Only its own writer ever applies a block of no bytes: it may leave no trace.
    if (value.byteLength === 0) continue
    const operation = decodeOperation(value)
    if (operation === null) await view.skip()
    else await router.dispatch(operation, { view, host })
  }
  await view.flush()
}
