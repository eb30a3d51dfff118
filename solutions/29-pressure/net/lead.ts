import b4a from 'b4a'
import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

import type { Stored } from '../base/writes.ts'
import type { RegistryService } from '../service.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { Key } from '../view.ts'
import { indexerKeys, localKeyOf } from './members.ts'
import { methods } from './methods.ts'
import { MAX_BLOCKS } from './rpc.ts'

/**
 * Milliseconds that a put may be held back and the lead may take to store it, together: less than
 * the share of its time that a client gives each of three servers (step 16), so that none is silent
 * for over 3 s under load.
 */
const TIMEOUT_MS = 2800
/** Milliseconds for which one that failed is passed over: all that time, others append beside it. */
const REST_MS = 3000
const BYTES = { requestEncoding: null, responseEncoding: null }

/**
 * Has one indexer at a time append the entries of all instances: writers that append at the same
 * time undo and replay each other's blocks. Nobody votes. Each instance takes the indexer with the
 * greatest local key that it is linked to; where two choose differently, both append, which is
 * slower, but just as right.
 */
export class Lead {
  readonly #service: RegistryService
  readonly #swarm: Hyperswarm
  readonly #peers = new Map<string, ProtomuxRPC>()
  readonly #failed = new WeakMap<ProtomuxRPC, number>()

  constructor(service: RegistryService, swarm: Hyperswarm) {
    this.#service = service
    this.#swarm = swarm
  }

  start(): void {
    this.#service.writer.forward = (blocks, heldMs) => this.#forward(blocks, heldMs)
  }

  stop(): void {
    this.#service.writer.forward = null
  }

  /** At once, since a peer turns down for good what nobody has opened at this end. */
  add(connection: Hyperswarm.Connection): void {
    const id = b4a.toString(connection.remotePublicKey, 'hex')
    // The other end answers under its own key, as it does for clients.
    const peer = new ProtomuxRPC(connection, { id: connection.remotePublicKey })
    this.#peers.set(id, peer)
    peer.once('close', () => {
      if (this.#peers.get(id) === peer) this.#peers.delete(id)
    })
  }

  /** Local key of the writer that appends now; null where this instance knows of none. */
  get localKey(): Key | null {
    const { current } = this
    if (current !== null) return localKeyOf(current.stream.remotePublicKey)
    return this.#service.base.writable ? this.#service.localKey : null
  }

  /** The instance that appends now; null while that is this one. */
  get current(): ProtomuxRPC | null {
    for (const key of indexerKeys(this.#service.base)) {
      if (b4a.equals(key, this.#swarm.keyPair.publicKey)) return null
      const peer = this.#peers.get(b4a.toString(key, 'hex'))
      if (peer !== undefined && !this.#rests(peer)) return peer
    }
    return null
  }

  /** Null where these blocks are to be stored here, and also where the lead has failed. */
  async #forward(operations: Uint8Array[], heldMs = 0): Promise<Stored | null> {
    const lead = this.current
    if (lead === null) return null
    const { request, response } = methods.append
    const bytes = c.encode(getEncoding(request), { operations })
    if (bytes.byteLength > MAX_BLOCKS) return null
    const timeout = Math.round(TIMEOUT_MS - heldMs)
    const before = this.#lengthOf(lead)
    try {
      const answer = await lead.request('append', bytes, { ...BYTES, timeout })
      const { key, length = 0 } = c.decode(getEncoding(response), answer)
      return { key, length }
    } catch {
      // It refused, is gone, or is late: twice is as good as once, unless it stores them much later.
      // One that goes on appending is only busy, and must undo whatever others append beside it.
      if (this.#lengthOf(lead) === before) this.#failed.set(lead, performance.now())
      return null
    }
  }

  /** How many blocks of its writer are here. */
  #lengthOf({ stream }: ProtomuxRPC): number | undefined {
    const key = localKeyOf(stream.remotePublicKey)
    const { indexers } = this.#service.base.linearizer
    return indexers.find(({ core }) => b4a.equals(core.key, key))?.core.length
  }

  #rests(peer: ProtomuxRPC): boolean {
    return performance.now() < (this.#failed.get(peer) ?? -Infinity) + REST_MS
  }
}
