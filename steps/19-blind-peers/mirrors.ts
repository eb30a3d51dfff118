import { setInterval as every } from 'node:timers/promises'
import type Autobase from 'autobase'
import b4a from 'b4a'
import BlindPeering from 'blind-peering'
import type Corestore from 'corestore'
import type HyperDHT from 'hyperdht'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import type { Key, KeyLike, RegistryView } from './view.ts'

/** Milliseconds between two looks at what the blind peers have told; no event tells it. */
const LOOK = 50

/** Has blind peers mirror the base: every writer's core, the system, and the view. */
export class Mirrors extends ReadyResource {
  readonly keys: Key[]
  readonly #base: Autobase<RegistryView>
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  #peering: BlindPeering | null = null
  #keyPair: HyperDHT.KeyPair | null = null

  constructor(
    base: Autobase<RegistryView>,
    store: Corestore,
    swarm: Hyperswarm,
    keys: KeyLike[] = []
  ) {
    super()
    this.#base = base
    this.#store = store
    this.#swarm = swarm
    this.keys = keys.map((key) => IdEnc.decode(key))
  }

  /** What a blind peer knows this instance by: its trust is given to this key. */
  get trustKey(): Key {
    if (this.#keyPair === null) throw new Error('the mirrors are not ready')
    return this.#keyPair.publicKey
  }

  /** How many blocks the blind peer that lacks most has still to get; 0 is a full mirror. */
  get unmirrored(): number {
    return Math.max(0, ...this.keys.map((key) => this.#unmirroredAt(key)))
  }

  protected override async _open(): Promise<void> {
    this.#keyPair = await this.#store.createKeyPair('blind-peering')
    if (this.keys.length === 0) return
    throw todo('13.1', 'have the blind peers mirror the base, and announce it')
  }

  protected override async _close(): Promise<void> {
    await this.#peering?.close()
  }

  /** Waits until each blind peer has all that is here; NOT_MIRRORED after `ms`. */
  async mirrored(ms: number): Promise<void> {
    if (!this.opened) await this.ready()
    const signal = AbortSignal.timeout(ms)
    if (this.unmirrored === 0) return
    try {
      for await (const _ of every(LOOK, null, { signal })) if (this.unmirrored === 0) return
    } catch (err) {
      if (signal.aborted) throw RegistryError.NOT_MIRRORED(this.unmirrored, ms)
      throw err
    }
  }

  /** The signed part of what apply makes, since no more leaves a writer; writers to their ends. */
  #unmirroredAt(key: Key): number {
    throw todo('13.2', 'count the blocks of the base that this blind peer has still to get')
  }
}

/** Blocks of the core, from 0 without a gap, that the peer has said it has. */
function mirroredBy(key: Key, core: Hypercore): number {
  // It may be there twice: by its own connection to this swarm, and by that of the peering.
  const lengths = core.peers
    .filter(({ remotePublicKey }) => b4a.equals(remotePublicKey, key))
    .map(({ remoteContiguousLength }) => remoteContiguousLength)
  return Math.max(0, ...lengths)
}
