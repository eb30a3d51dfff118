import { once } from 'node:events'
import b4a from 'b4a'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import { RegistryError } from '../errors.ts'
import { RegistryView } from '../view.ts'
import type { Key, KeyLike } from '../view.ts'

/** Milliseconds in which peers have told of what is signed. */
const REACH_MS = 5000

export interface ReaderOptions {
  /** True fetches the whole view ahead; otherwise a look-up fetches the blocks that it needs. */
  download?: boolean
}

/** Reads the signed part of the registry; all that it knows is the view key. */
export class RegistryReader extends ReadyResource {
  /** For look-ups, once the reader is ready; `follow` puts another in its place. */
  view: RegistryView
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #download: boolean
  readonly #left: RegistryView[] = []
  readonly #onconnection = (connection: Hyperswarm.Connection) => this.#connect(connection)

  constructor(
    store: Corestore,
    swarm: Hyperswarm,
    viewKey: KeyLike,
    { download = false }: ReaderOptions = {}
  ) {
    super()
    this.#store = store
    this.#swarm = swarm
    this.#download = download
    this.view = new RegistryView(store.get({ key: IdEnc.decode(viewKey) }))
    swarm.on('connection', this.#onconnection)
  }

  get viewKey(): Key {
    return this.view.core.key
  }

  protected override async _open(): Promise<void> {
    await this.view.ready()
    await this.#find(this.view.core)
  }

  protected override async _close(): Promise<void> {
    this.#swarm.off('connection', this.#onconnection)
    await this.#swarm.leave(this.view.core.discoveryKey)
    for (const view of [...this.#left, this.view]) await view.close()
  }

  /** Moves on to a newer key of the same registry; look-ups under way end on the old view. */
  async follow(viewKey: KeyLike): Promise<void> {
    if (!this.opened) await this.ready()
    const key = IdEnc.decode(viewKey)
    if (b4a.equals(key, this.viewKey)) return
    const next = new RegistryView(this.#store.get({ key }))
    await next.ready()
    await this.#find(next.core)
    await this.#swarm.leave(this.view.core.discoveryKey)
    this.#left.push(this.view)
    this.view = next
  }

  /** Waits until peers have told of so many blocks: those that were signed before are found then. */
  async reach(length: number): Promise<void> {
    const { core } = this.view
    const signal = AbortSignal.timeout(REACH_MS)
    while (core.length < length) {
      await once(core, 'append', { signal }).catch(() => {
        throw RegistryError.TIMEOUT(REACH_MS)
      })
    }
  }

  #connect(connection: Hyperswarm.Connection): void {
    connection.on('error', () => {})
    this.#store.replicate(connection)
  }

  /** Looks for peers that have the core, and waits until they have said how long it is. */
  async #find(core: Hypercore): Promise<void> {
    // Without this a look-up would not wait for peers that are yet to be found: it would be null.
    const found = core.findingPeers()
    this.#swarm.join(core.discoveryKey, { server: false, client: true })
    this.#swarm.flush().then(found, found)
    await core.update()
    if (this.#download) core.download({ start: 0, end: -1 })
  }
}
