import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import { RegistryView } from './view.ts'
import type { Entry, Key, KeyLike } from './view.ts'

export interface ReaderOptions {
  /** True fetches the whole view ahead; otherwise a look-up fetches the blocks that it needs. */
  download?: boolean
}

/** Reads the signed part of the registry; all that it knows is the view key. */
export class RegistryReader extends ReadyResource {
  readonly view: RegistryView
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #download: boolean
  readonly #onconnection: (connection: Hyperswarm.Connection) => void

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
    this.#onconnection = (connection) => void this.#store.replicate(connection)
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

  /** The entry of that name, or null. */
  async get(name: string): Promise<Entry | null> {
    if (!this.opened) await this.ready()
    return this.view.get(name)
  }

  /** A reader has no writer core and no way to get one. */
  async put(_entry: Entry): Promise<never> {
    throw RegistryError.READ_ONLY()
  }

  /** Looks for peers that have the core, and waits for what they say of its length. */
  async #find(core: Hypercore): Promise<void> {
    throw todo(
      '05.4',
      'look for peers that have the core, wait for an update, download if asked to'
    )
  }
}
