import type Autobase from 'autobase'
import b4a from 'b4a'
import BlindPeering from 'blind-peering'
import type Hypercore from 'hypercore'
import type HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'

import type { Key, KeyLike, RegistryView } from '../view.ts'

/** Has blind peers mirror the base: every writer's core, the system, and the view. */
export class Mirrors extends ReadyResource {
  readonly keys: Key[]
  readonly #base: Autobase<RegistryView>
  readonly #swarm: Hyperswarm
  #peering: BlindPeering | null = null
  #keyPair: HyperDHT.KeyPair | null = null

  constructor(base: Autobase<RegistryView>, swarm: Hyperswarm, keys: KeyLike[] = []) {
    super()
    this.#base = base
    this.#swarm = swarm
    this.keys = keys.map((key) => IdEnc.decode(key))
  }

  /** What a blind peer knows this instance by: its trust is given to this key. */
  get trustKey(): Key {
    if (this.#keyPair === null) throw new Error('the mirrors are not ready')
    return this.#keyPair.publicKey
  }

  /** How many blocks the blind peer that lacks most still has to get; 0 is a full mirror. */
  get unmirrored(): number {
    // Where nothing of the base is here yet, its first block is not known to be mirrored either.
    const least = this.#base.length === 0 ? 1 : 0
    return Math.max(0, ...this.keys.map((key) => Math.max(least, this.#unmirroredAt(key))))
  }

  protected override async _open(): Promise<void> {
    this.#keyPair = await this.#base.store.createKeyPair('blind-peering')
    if (this.keys.length === 0) return
    this.#peering = new BlindPeering(this.#swarm.dht, this.#base.store, {
      keys: this.keys,
      pick: this.keys.length,
      wakeup: this.#base.wakeupProtocol
    })
    // A server keeps one connection per key: with that of the swarm, the swarm's own connection
    // and this one would cut each other off. It is read there, though no option sets it.
    this.#peering.keyPair = this.#keyPair
    this.#peering.addAutobaseBackground(this.#base, { announce: true })
  }

  protected override async _close(): Promise<void> {
    await this.#peering?.close()
  }

  /** Only the signed part of a view leaves a writer; the writers' cores are mirrored in full. */
  #unmirroredAt(key: Key): number {
    const { core, view, activeWriters } = this.#base
    const lacking = (of: Hypercore, length: number) => Math.max(0, length - mirroredBy(key, of))
    let blocks = lacking(core, core.signedLength) + lacking(view.core, view.core.signedLength)
    for (const writer of activeWriters) blocks += lacking(writer.core, writer.core.length)
    return blocks
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
