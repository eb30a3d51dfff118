import b4a from 'b4a'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import type { RegistryService } from '../service.ts'
import type { Key } from '../view.ts'

/** Puts a service on the network: announces its base and its view, and replicates both. */
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
    throw todo('06.3', 'take the listeners off and leave every topic')
  }

  /** Waits until peers that look for the base or for the view find this instance. */
  async announced(): Promise<void> {
    if (!this.opened) await this.ready()
    await Promise.all(this.#announced.values())
  }

  #connect(connection: Hyperswarm.Connection): void {
    // A peer that goes away mid-stream is everyday life here, not an error of this server.
    connection.on('error', () => {})
    throw todo('06.3', 'replicate over the connection')
  }

  /** A change of the indexers makes a new view core: join it too, the old one has readers. */
  #serveView(): void {
    throw todo('06.2', 'fetch the blocks that are missing; announce a new key, and emit it')
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
