import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import BlindPeer from 'blind-peer'
import Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import { createSwarm, swarmAt } from '../net/swarm.ts'
import type { Key } from '../view.ts'
import { LEAVE_TIMEOUT_MS } from './instance.ts'
import { claim, explain } from './storage.ts'

/** One process that mirrors what others ask it to; it writes nothing and knows no schema. */
export class BlindPeerInstance extends ReadyResource {
  readonly #folder: string
  readonly #dht: string | null
  readonly #trust: Key[]
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  #peer: BlindPeer | null = null

  /** It announces the cores of the instances in `trust`, so that anyone can find them here. */
  constructor(folder: string, dht: string | null, trust: Key[]) {
    super()
    this.#folder = folder
    this.#dht = dht
    this.#trust = trust
  }

  /** What instances pass as `blindPeers`; the same after a restart on the same folder. */
  get key(): Key {
    if (this.#swarm === null) throw new Error('the blind peer is not ready')
    return this.#swarm.keyPair.publicKey
  }

  protected override async _open(): Promise<void> {
    await claim(this.#folder, null)
    try {
      await this.#start()
    } catch (err) {
      // ReadyResource closes only what has opened: undo by hand, or the folder stays locked.
      await this._close()
      throw err
    }
  }

  protected override async _close(): Promise<void> {
    const timeout = after(LEAVE_TIMEOUT_MS, null, { ref: false })
    await Promise.race([this.#swarm?.destroy(), timeout])
    await this.#peer?.close()
    await this.#store?.close()
  }

  async #start(): Promise<void> {
    const store = new Corestore(join(this.#folder, 'store'), { wait: false, active: false })
    this.#store = store
    await store.ready().catch((err) => explain(this.#folder, err))
    const swarm = await createSwarm(store, swarmAt(this.#dht))
    this.#swarm = swarm
    this.#peer = new BlindPeer(join(this.#folder, 'peer'), {
      store,
      swarm,
      trustedPubKeys: this.#trust
    })
    swarm.on('connection', (connection) => {
      connection.on('error', () => {})
      store.replicate(connection)
    })
    await this.#peer.listen()
  }
}
