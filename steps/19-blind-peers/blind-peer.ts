import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import BlindPeer from 'blind-peer'
import Corestore from 'corestore'
import goodbye from 'graceful-goodbye'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import { FAREWELL } from './instance.ts'
import { claim, explain } from './storage.ts'
import { createSwarm, swarmAt } from './swarm.ts'
import { fieldLines, parseKey, print } from './terminal.ts'
import type { Key, KeyLike } from './view.ts'

export interface BlindPeerOptions {
  /** HOST:PORT of the DHT to enter; the public one unless told. */
  dht?: string | undefined
  /** Trust keys of the instances whose cores it announces, so that anyone can find them here. */
  trust?: KeyLike[]
}

export interface BlindPeerFlags {
  storage?: string
  dht?: string
  trust?: string[]
  json?: boolean
}

/** One process that mirrors what others ask it to; it writes nothing and knows no schema. */
export class BlindPeerInstance extends ReadyResource {
  readonly folder: string
  readonly #options: BlindPeerOptions
  #store: Corestore | null = null
  #swarm: Hyperswarm | null = null
  #peer: BlindPeer | null = null

  constructor(folder: string, options: BlindPeerOptions = {}) {
    super()
    this.folder = folder
    this.#options = options
  }

  /** What instances pass as `blindPeers`; the same after a restart on the same folder. */
  get key(): Key {
    if (this.#swarm === null) throw new Error('the blind peer is not ready')
    return this.#swarm.keyPair.publicKey
  }

  protected override async _open(): Promise<void> {
    const { dht, trust = [] } = this.#options
    await claim(this.folder, null)
    const store = new Corestore(join(this.folder, 'store'), { wait: false, active: false })
    this.#store = store
    await store.ready().catch((err) => explain(this.folder, err))
    this.#swarm = await createSwarm(store, swarmAt(dht))
    throw todo('13.3', 'make the blind peer, replicate its store on each connection, and listen')
  }

  protected override async _close(): Promise<void> {
    await Promise.race([this.#swarm?.destroy(), after(FAREWELL, null, { ref: false })])
    await this.#peer?.close()
    await this.#store?.close()
  }
}

/** Runs a blind peer until a signal ends it; prints its key, then what to do with it. */
export async function run({ storage, dht, trust = [], json }: BlindPeerFlags): Promise<void> {
  if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
  const trusted = trust.map((key) => parseKey('--trust', key))
  const peer = new BlindPeerInstance(storage, { dht, trust: trusted })
  goodbye(() => peer.close())
  // Sockets of a DHT that is gone would keep the process for seconds.
  goodbye(async () => process.exit(), 1)
  // It takes its listeners away at the first signal, and tsx ends a process that has none left:
  // here is one, and a second signal does end it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.on(signal, () => process.exit(1)))
  }
  await peer.ready()
  const keys = { blindPeerKey: peer.key }
  const next = `Mirror a base:  registry run --blind-peer ${IdEnc.encode(peer.key)} and so on`
  print(json, keys, [...fieldLines(keys), '', next])
}
