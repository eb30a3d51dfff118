import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import { RegistryServer } from '../net/server.ts'
import { createSwarm, swarmAt } from '../net/swarm.ts'
import { RegistryService } from '../service.ts'
import type { KeyLike } from '../view.ts'
import { claim, explain, writeCard } from './storage.ts'

/** Milliseconds to leave a DHT that may be gone; a shutdown has two seconds in all. */
export const LEAVE_TIMEOUT_MS = 1000

export interface InstanceOptions {
  /** Key of the base to join; null makes a new one, or opens the one of the folder. */
  bootstrap?: KeyLike | null
  /** HOST:PORT of the DHT to enter; default: the public DHT. */
  dht?: string | null
  /** UDP port of its node of the DHT; default: any. */
  port?: number | undefined
  /** Keys of the blind peers that mirror the base. */
  blindPeers?: KeyLike[] | undefined
}

/**
 * One process of the registry: a storage folder, and the store, swarm, service and server on it.
 * Emits `error` when the base has failed.
 */
export class Instance extends ReadyResource {
  readonly folder: string
  readonly #options: InstanceOptions
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  #service: RegistryService | null = null
  #server: RegistryServer | null = null

  constructor(folder: string, options: InstanceOptions = {}) {
    super()
    this.folder = folder
    this.#options = options
  }

  /** Throws before the instance is ready. */
  get server(): RegistryServer {
    if (this.#server === null) throw new Error('the instance is not ready')
    return this.#server
  }

  get service(): RegistryService {
    return this.server.service
  }

  protected override async _open(): Promise<void> {
    await claim(this.folder, this.#options.bootstrap ?? null)
    try {
      await this.#start(this.#options)
    } catch (err) {
      // ReadyResource closes only what has opened: undo by hand, or the folder stays locked.
      await this._close()
      throw err
    }
  }

  /** What others can reach is closed first, the store last. */
  protected override async _close(): Promise<void> {
    await Promise.race([
      // Settled: an error of the network must not keep the folder locked.
      Promise.allSettled([this.#server?.close(), this.#swarm?.destroy()]),
      after(LEAVE_TIMEOUT_MS, null, { ref: false })
    ])
    await this.#service?.close()
    await this.#store?.close()
  }

  async #start({ bootstrap, dht = null, port, blindPeers }: InstanceOptions): Promise<void> {
    this.#store = new Corestore(join(this.folder, 'store'), { wait: false })
    await this.#store.ready().catch((err) => explain(this.folder, err))
    const network = { ...swarmAt(dht), port, anyPort: port === undefined }
    this.#swarm = await createSwarm(this.#store, network)
    this.#service = new RegistryService(this.#store.namespace('registry'), { bootstrap })
    this.#service.on('error', (err) => this.emit('error', err))
    const admin = await this.#store.createKeyPair('admin')
    this.#server = new RegistryServer(this.#service, this.#swarm, {
      admins: [admin.publicKey],
      blindPeers
    })
    await this.#server.ready()
    await writeCard(this.folder, {
      key: IdEnc.encode(this.#service.key),
      serverKey: IdEnc.encode(this.#server.serverKey),
      dht,
      admin: {
        publicKey: b4a.toString(admin.publicKey, 'hex'),
        secretKey: b4a.toString(admin.secretKey, 'hex')
      }
    })
  }
}
