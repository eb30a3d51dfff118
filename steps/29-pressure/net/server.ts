import b4a from 'b4a'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import safetyCatch from 'safety-catch'

import { Copy } from '../base/copy.ts'
import type { RegistryService } from '../service.ts'
import type { Key, KeyLike } from '../view.ts'
import { Access } from './access.ts'
import { Lead } from './lead.ts'
import { Limits } from './limits.ts'
import { Links } from './links.ts'
import { isMember } from './members.ts'
import { Mirrors } from './mirrors.ts'
import { serve } from './rpc.ts'

export interface ServerOptions {
  /** Who may call what; default: nobody may write. */
  access?: Access
  /** Keys of the blind peers that mirror the base. */
  blindPeers?: KeyLike[] | undefined
}

/** Puts a service on the network: announces base and view, replicates both, answers RPC. */
export class RegistryServer extends ReadyResource {
  readonly service: RegistryService
  readonly access: Access
  readonly limits = new Limits()
  readonly mirrors: Mirrors
  readonly #swarm: Hyperswarm
  readonly #copy: Copy
  readonly #links: Links
  readonly #lead: Lead
  readonly #announced = new Map<Key, Announced>()
  #viewKey: Key | null = null
  readonly #onconnection = (connection: Hyperswarm.Connection) => {
    this.#connect(connection).catch(safetyCatch)
  }
  readonly #onreboot = () => this.#serveView()

  constructor(service: RegistryService, swarm: Hyperswarm, options: ServerOptions = {}) {
    super()
    this.service = service
    this.#swarm = swarm
    this.#copy = new Copy(service.base)
    this.access = options.access ?? new Access()
    this.mirrors = new Mirrors(service.base, swarm, options.blindPeers)
    this.#lead = new Lead(service, swarm)
    this.#links = new Links(service.base, swarm, () => this.#refresh())
    // `connection` fires once per peer: subscribe before joining.
    swarm.on('connection', this.#onconnection)
  }

  /** Public key of the swarm: the address of this instance. */
  get serverKey(): Key {
    return this.#swarm.keyPair.publicKey
  }

  get lead(): Key | null {
    return this.#lead.localKey
  }

  /** False if no node of the DHT has answered: then nobody can find this instance. */
  get isReachable(): boolean {
    return this.#swarm.dht.toArray().length > 0
  }

  protected override async _open(): Promise<void> {
    await this.service.base.ready()
    await this.#swarm.listen()
    this.#announce(this.service.base.discoveryKey)
    // What it lacks after a fast-forward, and needs to open, its peers have to send.
    await this.service.ready()
    this.#serveView()
    this.service.base.on('reboot', this.#onreboot)
    await this.mirrors.ready()
    this.#links.start()
    this.#lead.start()
  }

  /** Leaves the network; service and swarm are its caller's to close. */
  protected override async _close(): Promise<void> {
    this.#swarm.off('connection', this.#onconnection)
    this.service.base.off('reboot', this.#onreboot)
    this.#copy.stop()
    this.#lead.stop()
    this.#links.stop()
    await this.mirrors.close()
    await Promise.all([...this.#announced.keys()].map((topic) => this.#swarm.leave(topic)))
  }

  /** Waits until peers that look for the base or for the view find this instance. */
  async announced(): Promise<void> {
    if (!this.opened) await this.ready()
    await Promise.all([...this.#announced.values()].map(({ first }) => first))
  }

  async #connect(connection: Hyperswarm.Connection): Promise<void> {
    // A peer that goes away mid-stream is everyday life here, not an error of this server.
    connection.on('error', () => {})
    if (!this.#admit(connection) && !(await this.#isMember(connection))) {
      this.limits.refused++
      return void connection.destroy()
    }
    serve(this, connection)
    this.#lead.add(connection)
    this.service.replicate(connection)
  }

  /** A peer that this instance has called, or whose key is listed, is not a stranger. */
  #admit(connection: Hyperswarm.Connection): boolean {
    if (connection.isInitiator || this.access.isListed(connection.remotePublicKey)) return true
    if (!this.limits.enter()) return false
    connection.once('close', () => this.limits.leave())
    return true
  }

  /** However many strangers are here, another instance of this base finds room. */
  async #isMember({ remotePublicKey }: Hyperswarm.Connection): Promise<boolean> {
    return isMember(this.service.base, remotePublicKey).catch(() => false)
  }

  /** A change of the indexers makes a new view core: join it too, the old one has readers. */
  #serveView(): void {
    const { core } = this.service.view
    this.#copy.renew()
    if (this.#viewKey !== null && b4a.equals(core.key, this.#viewKey)) return
    this.#viewKey = core.key
    this.#announce(core.discoveryKey)
    this.emit('view-key', core.key)
  }

  /** Looks up again after announcing, in case two instances started together. */
  #announce(discoveryKey: Key): void {
    const discovery = this.#swarm.join(discoveryKey)
    // It rejects if the swarm is destroyed meanwhile.
    const first = discovery.flushed().catch(() => false)
    this.#announced.set(discoveryKey, { discovery, first })
    first.then(() => discovery.refresh()).catch(() => {})
  }

  /** Announces its key and every topic once more, and looks who else is there. */
  async #refresh(): Promise<void> {
    this.#swarm.server.refresh()
    await Promise.all([...this.#announced.values()].map(({ discovery }) => discovery.refresh()))
  }
}

/** A topic that was joined, and when it was first announced. */
type Announced = { discovery: Hyperswarm.Discovery; first: Promise<boolean> }
