import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { RegistryView } from '../view.ts'
import type { Key, KeyLike } from '../view.ts'

export interface ReaderOptions {
  /** True fetches the whole view ahead; otherwise a look-up fetches the blocks that it needs. */
  download?: boolean
}

/** Reads the signed part of the registry; all that it knows is the view key. */
export class RegistryReader extends ReadyResource {
  /** For look-ups, once the reader is ready. */
  readonly view: RegistryView
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #download: boolean
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
    await this.view.close()
  }

  #connect(connection: Hyperswarm.Connection): void {
    connection.on('error', () => {})
    this.#store.replicate(connection)
  }

  /** Looks for peers that have the core, and waits until they have said how long it is. */
  async #find(core: Hypercore): Promise<void> {
    throw todo('06.4', 'look for peers and wait for what they say; download if asked to')
  }
}
