import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'
import type HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import safetyCatch from 'safety-catch'

import { Access } from './access.ts'
import { ended, recoverIfNeeded, started } from './guard.ts'
import { RegistryService } from './service.ts'
import { claim, explain, writeCard } from './storage.ts'
import { createSwarm, swarmAt } from './swarm.ts'
import type { Key, KeyLike } from './view.ts'

/** Milliseconds to say goodbye to a DHT that may be gone; a shutdown has two seconds in all. */
export const FAREWELL = 1000
const ACCESS = 'access.json'

export interface InstanceOptions {
  /** Key of the base to join. */
  bootstrap?: KeyLike | null
  /** HOST:PORT of the DHT to enter; the public one unless told. */
  dht?: string | undefined
  /** Public keys for the list of those who may write. */
  allow?: KeyLike[]
  /** Public keys for the list of admins. */
  admins?: KeyLike[]
  /** True lets anyone write, as long as it runs. */
  open?: boolean
  /** True stays off every network: for a look into the folder of an instance that is stopped. */
  offline?: boolean
  /** Keys of the blind peers that mirror the base. */
  blindPeers?: KeyLike[]
}

const OFFLINE = { bootstrap: [], host: '127.0.0.1' }

/** One process of the registry: a storage folder, and the store, swarm and service on it. */
export class Instance extends ReadyResource {
  readonly folder: string
  readonly #options: InstanceOptions
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  #service: RegistryService | null = null
  #marked = false

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
    const { bootstrap = null, dht, offline = false, blindPeers = [] } = this.#options
    await claim(this.folder, bootstrap)
    await recoverIfNeeded(this.folder)
    this.#store = new Corestore(join(this.folder, 'store'), { wait: false })
    await this.#store.ready().catch((err) => explain(this.folder, err))
    this.#swarm = await createSwarm(this.#store, offline ? OFFLINE : swarmAt(dht))
    const admin = await this.adminKeyPair()
    this.#service = new RegistryService(this.#store.namespace('registry'), this.#swarm, {
      bootstrap,
      access: await this.#access(admin.publicKey),
      blindPeers
    })
    await this.#service.ready()
    if (offline) return
    await this.#mark()
    this.#service.on('view-key', () => void this.#mark().catch(safetyCatch))
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
    if (this.#marked) await ended(this.folder)
  }

  /** Notes that this instance runs, and with how many indexers: their number may change. */
  async #mark(): Promise<void> {
    this.#marked = true
    await started(this.folder, this.service.base.linearizer.indexers.length)
  }

  /** The lists that are kept in the folder, and those of the options with them. */
  async #access(owner: Key): Promise<Access> {
    const { allow = [], admins = [], open = false } = this.#options
    const access = new Access({ owner, open, file: join(this.folder, ACCESS) })
    await access.load()
    for (const key of allow) await access.allow(IdEnc.decode(key))
    for (const key of admins) await access.allow(IdEnc.decode(key), { admin: true })
    return access
  }
}
