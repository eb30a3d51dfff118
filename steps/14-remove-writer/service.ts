import Autobase from 'autobase'
import b4a from 'b4a'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { problemWith } from './entry.ts'
import { RegistryError } from './errors.ts'
import { endVainFastForward } from './fast-forward.ts'
import { Nudge } from './nudge.ts'
import { createRouter, decodeOperation } from './operations.ts'
import type { Context } from './operations.ts'
import { serve } from './rpc.ts'
import { readSystem, untilSigned } from './signed.ts'
import { encode } from './spec/dispatch/index.js'
import type { Router } from './spec/dispatch/index.js'
import type { RegistryPutResponse, RegistryStatus } from './spec/schema/types.d.ts'
import { remakeTip } from './tip.ts'
import { RegistryView } from './view.ts'
import type { Entry, Key, KeyLike } from './view.ts'
import { WriteQueue, syncLogs } from './writes.ts'

export interface ServiceOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
  /** Milliseconds between an indexer's looks at what it could sign. */
  ackInterval?: number
  /** Public keys of those who may call admin methods; nobody unless told. */
  admins?: KeyLike[]
}

export type Status = RegistryStatus

export interface PutOptions {
  /** True waits until a majority has signed the entry. */
  durable?: boolean
  /** Milliseconds that `durable` may take, ten minutes at most; 0 stands for 10 seconds. */
  timeout?: number
}

/** `length` is that of this writer's core with the entry; `signed` says that a majority has it. */
export type PutResult = RegistryPutResponse

/** Signing takes about four of these; below 50 ms it often stalls (see the debrief). */
const ACK_INTERVAL = 100
const DURABLE_TIMEOUT = 10_000
/** Whoever asks for more gets this: a timer of Node that is longer than 25 days fires at once. */
const MAX_TIMEOUT = 10 * 60_000

/** Owns the base: appends what it is asked to store, and reads from the view that apply makes. */
export class RegistryService extends ReadyResource {
  readonly base: Autobase<RegistryView>
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #writes = new WriteQueue((blocks) => this.#append(blocks))
  readonly #nudge: Nudge
  readonly #admins: Key[]
  readonly #announced: Promise<boolean>[] = []

  constructor(store: Corestore, swarm: Hyperswarm, options: ServiceOptions = {}) {
    super()
    this.#store = store
    this.#swarm = swarm
    const { bootstrap = null, ackInterval = ACK_INTERVAL, admins = [] } = options
    this.#admins = admins.map((key) => IdEnc.decode(key))
    const router = createRouter()
    this.base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
      ackInterval,
      // Ack whenever there is something to sign, however few blocks it is.
      ackThreshold: 0,
      open: openView,
      close: (view) => view.close(),
      apply: (nodes, view, host) => apply(router, nodes, view, host)
    })
    remakeTip(this.base)
    endVainFastForward(this.base)
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

  isAdmin(key: Key): boolean {
    return this.#admins.some((admin) => b4a.equals(admin, key))
  }

  get isIndexer(): boolean {
    return this.base.isIndexer
  }

  protected override async _open(): Promise<void> {
    await this.base.ready()
    // Its tip is made anew: who reads the view before that would miss what is unsigned.
    await this.base.update()
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

  /** Resolves once the entry is on this writer's disk: accepted, and signed only if `durable`. */
  async put(entry: Entry, options: PutOptions = {}): Promise<PutResult> {
    return this.putAll([entry], options)
  }

  /** Appends all entries as one batch: every peer applies them together. */
  async putAll(entries: Entry[], options: PutOptions = {}): Promise<PutResult> {
    if (!this.opened) await this.ready()
    for (const entry of entries) {
      const broken = problemWith(entry)
      if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)
    }
    return this.#write(
      entries.map((entry) => encode('@registry/put-entry', entry)),
      options
    )
  }

  /** Lets the writer with that local key append; as an indexer it also signs the view. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    if (!this.opened) await this.ready()
    await this.#write([encode('@registry/add-writer', { key: IdEnc.decode(key), indexer })])
  }

  /**
   * Takes a writer out: OWN_WRITER for this one, NOT_A_WRITER for a key that is none (any more),
   * LAST_INDEXER for the only one that signs. What it wrote stays, as far as others have it.
   */
  async removeWriter(key: KeyLike): Promise<void> {
    if (!this.opened) await this.ready()
    const writer = IdEnc.decode(key)
    throw todo('09.3', 'refuse what must not be removed, then write the operation')
  }

  async status(): Promise<Status> {
    if (!this.opened) await this.ready()
    const { length, signedLength } = this.view.core
    return {
      key: this.key,
      localKey: this.localKey,
      viewKey: this.viewKey,
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
    serve(this, connection)
    this.base.replicate(connection)
  }

  /** Every change of the indexers makes a new view core: join it too, the old one has readers. */
  #serveView(): void {
    const { core } = this.view
    this.#announce(core.discoveryKey)
    core.download({ start: 0, end: -1 })
    this.emit('view-key', core.key)
  }

  /** Appends these blocks together; if they are to be durable, waits until they are signed. */
  async #write(blocks: Uint8Array[], options: PutOptions = {}): Promise<PutResult> {
    if (!this.base.writable) throw RegistryError.NOT_WRITABLE()
    const length = await this.#writes.push(blocks)
    const { durable: signed = false, timeout } = options
    const wait = Math.min(timeout || DURABLE_TIMEOUT, MAX_TIMEOUT)
    if (signed) await untilSigned(this.base, length, wait)
    return { length, signed }
  }

  /** An append is in a log that the system still holds in memory: the sync makes the answer true. */
  async #append(blocks: Uint8Array[]): Promise<number> {
    await this.base.append(blocks)
    const { length } = this.base.local
    await syncLogs(this.#store.storage.rocks.path)
    return length
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
