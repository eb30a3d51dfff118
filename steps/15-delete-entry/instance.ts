import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'
import type HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import { RegistryService } from './service.ts'
import { claim, explain, writeCard } from './storage.ts'
import { createSwarm, swarmAt } from './swarm.ts'
import type { KeyLike } from './view.ts'

/** Milliseconds to say goodbye to a DHT that may be gone; a shutdown has two seconds in all. */
const FAREWELL = 1000

export interface InstanceOptions {
  /** Key of the base to join. */
  bootstrap?: KeyLike | null
  /** HOST:PORT of the DHT to enter; the public one unless told. */
  dht?: string | undefined
}

/** One process of the registry: a storage folder, and the store, swarm and service on it. */
export class Instance extends ReadyResource {
  readonly folder: string
  readonly #options: InstanceOptions
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  #service: RegistryService | null = null

  constructor(folder: string, options: InstanceOptions = {}) {
    super()
    this.folder = folder
    this.#options = options
  }

  /** Throws before the instance is ready. */
  get service(): RegistryService {
    if (this.#service === null) throw new Error('the instance is not ready')
    return this.#service
  }

  /** The key pair that may call admin methods of this instance. */
  async adminKeyPair(): Promise<HyperDHT.KeyPair> {
    if (this.#store === null) throw new Error('the instance is not ready')
    return this.#store.createKeyPair('admin')
  }

  /** False if no node of the DHT has answered: then nobody can find this instance. */
  get inDht(): boolean {
    return this.#swarm !== null && this.#swarm.dht.toArray().length > 0
  }

  protected override async _open(): Promise<void> {
    const { bootstrap = null, dht } = this.#options
    await claim(this.folder, bootstrap)
    this.#store = new Corestore(join(this.folder, 'store'), { wait: false })
    await this.#store.ready().catch((err) => explain(this.folder, err))
    this.#swarm = await createSwarm(this.#store, swarmAt(dht))
    const admin = await this.adminKeyPair()
    this.#service = new RegistryService(this.#store.namespace('registry'), this.#swarm, {
      bootstrap,
      admins: [admin.publicKey]
    })
    await this.#service.ready()
    await writeCard(this.folder, {
      key: IdEnc.encode(this.#service.key),
      serverKey: IdEnc.encode(this.#service.serverKey),
      dht: dht ?? null,
      admin: {
        publicKey: b4a.toString(admin.publicKey, 'hex'),
        secretKey: b4a.toString(admin.secretKey, 'hex')
      }
    })
  }

  protected override async _close(): Promise<void> {
    await Promise.race([this.#swarm?.destroy(), after(FAREWELL, null, { ref: false })])
    await this.#service?.close()
    await this.#store?.close()
  }
}
