import Autobase from 'autobase'
import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import type { Entry } from '../support/fixtures.ts'
import type { SwarmOptions } from '../support/net.ts'
import { RegistryView, Router, encode } from '../meta/support/last.ts'

/** Milliseconds: as short as examples have it, so that signing seems quick. */
const ACK_INTERVAL_MS = 10
/** What an operation may do here. */
interface Context {
  view: RegistryView
  host: Autobase.Host
}

/**
 * The first shape that most people build on these packages: one block and one flush per put, no
 * batches, no sync of the disk, no lead, short looks for what to sign, all of the view downloaded.
 */
class NaiveService extends ReadyResource {
  readonly base: Autobase<RegistryView>

  constructor(store: Corestore, { bootstrap = null }: { bootstrap?: Uint8Array | null } = {}) {
    super()
    const router = createRouter()
    this.base = new Autobase<RegistryView>(store, bootstrap, {
      ackInterval: ACK_INTERVAL_MS,
      open: (viewStore) => new RegistryView(viewStore.get('view')),
      close: (view) => view.close(),
      apply: async (nodes, view, host) => {
        for (const { value } of nodes) await router.dispatch(value, { view, host })
        await view.flush()
      }
    })
    // A signature that doesn't fit is only told here; the bench sees it as a put left unsigned.
    this.base.on('warning', () => {})
  }

  get key(): Uint8Array {
    return this.base.key
  }

  get localKey(): Uint8Array {
    return this.base.local.key
  }

  get view(): RegistryView {
    return this.base.view
  }

  get viewKey(): Uint8Array {
    return this.view.core.key
  }

  protected override async _open(): Promise<void> {
    await this.base.ready()
    if (this.base.isIndexer && this.base.local.length === 0) await this.base.append(null)
  }

  protected override async _close(): Promise<void> {
    await this.base.close()
  }

  async put(entry: Entry): Promise<unknown> {
    return this.base.append(encode('@registry/put-entry', entry))
  }

  /** Still a block per entry: only the append is shared. */
  async putAll(entries: Entry[]): Promise<unknown> {
    return this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))
  }

  async addWriter(key: Uint8Array): Promise<unknown> {
    return this.base.append(encode('@registry/add-writer', { key, indexer: true }))
  }
}

/** Announces base and view, and copies all of the view from the others. */
class NaiveServer extends ReadyResource {
  readonly #service: NaiveService
  readonly #swarm: Hyperswarm
  readonly #announced: Promise<boolean>[] = []

  constructor(service: NaiveService, swarm: Hyperswarm) {
    super()
    this.#service = service
    this.#swarm = swarm
    swarm.on('connection', (connection) => {
      connection.on('error', () => {})
      service.base.replicate(connection)
    })
  }

  get serverKey(): Uint8Array {
    return this.#swarm.keyPair.publicKey
  }

  protected override async _open(): Promise<void> {
    const { base } = this.#service
    await this.#service.ready()
    this.#announced.push(this.#swarm.join(base.discoveryKey).flushed())
    this.#serveView()
    base.on('reboot', () => this.#serveView())
  }

  async announced(): Promise<void> {
    await Promise.all(this.#announced)
  }

  #serveView(): void {
    const { core } = this.#service.view
    core.download({ start: 0, end: -1 })
    this.#announced.push(this.#swarm.join(core.discoveryKey).flushed())
  }
}

export async function createSwarm(store: Corestore, options: SwarmOptions): Promise<Hyperswarm> {
  const keyPair = await store.createKeyPair('server')
  return new Hyperswarm({ dht: new HyperDHT({ ...options, keyPair }), keyPair })
}

/** The baseline, started as the steps' services are. */
export const naive = { Service: NaiveService, Server: NaiveServer, createSwarm }

/** The registry's spec has more operations: nobody appends them here. */
function createRouter(): Router<Context> {
  const router = new Router<Context>()
  const none = async () => {}
  router.add('@registry/put-entry', (entry, { view }) => view.put(entry))
  router.add('@registry/add-writer', ({ key }, { host }) => host.addWriter(key, { indexer: true }))
  router.add('@registry/batch', none)
  router.add('@registry/remove-writer', none)
  router.add('@registry/delete-entry', none)
  router.add('@registry/upgrade', none)
  return router
}
