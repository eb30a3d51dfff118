import b4a from 'b4a'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import type { RegistryService } from '../service.ts'
import type { Key } from '../view.ts'
import { serve } from './rpc.ts'

/** Puts a service on the network: announces base and view, replicates both, answers RPC. */
export class RegistryServer extends ReadyResource {
  readonly service: RegistryService
  readonly #swarm: Hyperswarm
  readonly #announced = new Map<Key, Promise<boolean>>()
  #viewKey: Key | null = null
  readonly #onconnection = (connection: Hyperswarm.Connection) => this.#connect(connection)
  readonly #onreboot = () => this.#serveView()

  constructor(service: RegistryService, swarm: Hyperswarm) {
    super()
    this.service = service
    this.#swarm = swarm
    // `connection` fires once per peer: subscribe before joining.
    swarm.on('connection', this.#onconnection)
  }

  /** Public key of the swarm: the address of this instance. */
  get serverKey(): Key {
    return this.#swarm.keyPair.publicKey
  }

  protected override async _open(): Promise<void> {
    const { service } = this
    await service.base.ready()
    await this.#swarm.listen()
    this.#announce(service.base.discoveryKey)
    // What it lacks after a fast-forward, and needs to open, its peers have to send.
    await service.ready()
    this.#serveView()
    service.base.on('reboot', this.#onreboot)
  }

  /** Leaves the network; service and swarm are its caller's to close. */
  protected override async _close(): Promise<void> {
    this.#swarm.off('connection', this.#onconnection)
    this.service.base.off('reboot', this.#onreboot)
    await Promise.all([...this.#announced.keys()].map((topic) => this.#swarm.leave(topic)))
  }

  /** Waits until peers that look for the base or for the view find this instance. */
  async announced(): Promise<void> {
    if (!this.opened) await this.ready()
    await Promise.all(this.#announced.values())
  }

  #connect(connection: Hyperswarm.Connection): void {
    // A peer that goes away mid-stream is everyday life here, not an error of this server.
    connection.on('error', () => {})
    serve(this, connection)
    this.service.replicate(connection)
  }

  /** A change of the indexers makes a new view core: join it too, the old one has readers. */
  #serveView(): void {
    const { core } = this.service.view
    // This instance makes the view itself, but for what a fast-forward has jumped over.
    core.download({ start: 0, end: core.length })
    if (this.#viewKey !== null && b4a.equals(core.key, this.#viewKey)) return
    this.#viewKey = core.key
    this.#announce(core.discoveryKey)
    this.emit('view-key', core.key)
  }

  /** Looks up again after announcing, in case two instances started together. */
  #announce(discoveryKey: Key): void {
    const discovery = this.#swarm.join(discoveryKey)
    // It rejects if the swarm is destroyed meanwhile.
    const announced = discovery.flushed().catch(() => false)
    this.#announced.set(discoveryKey, announced)
    announced.then(() => discovery.refresh()).catch(() => {})
  }
}
