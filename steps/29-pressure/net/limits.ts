import type { Duplex } from 'node:stream'
import b4a from 'b4a'

import { RegistryError } from '../errors.ts'
import type { Key } from '../view.ts'

/** Requests that one key may have under way; a client of ours sends 16 at a time. */
const MAX_PER_KEY = 32
/** Requests under way in all: what they hold in memory is bounded, no matter who sends them. */
const MAX_REQUESTS = 512
/** Milliseconds that a caller who is told BUSY should wait before the next try. */
const RETRY_MS = 200
/** Connections of keys that are on no list; a listed key always finds room. */
const MAX_STRANGERS = 64
/** Bytes of answers that may wait for a caller who does not read them. */
const MAX_UNREAD = 1024 * 1024
/** About what a refusal takes on the wire. */
const REFUSAL_BYTES = 200

/** What one instance has under way, and for which keys. */
export class Limits {
  /** How many requests and connections were turned away. */
  refused = 0
  #strangers = 0
  #requests = 0
  readonly #perKey = new Map<string, number>()

  /** Does the work, or throws BUSY where that key or the instance has too much under way. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const id = b4a.toString(key, 'hex')
    const own = this.#perKey.get(id) ?? 0
    if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()
    this.#count(id, 1)
    try {
      return await work()
    } finally {
      this.#count(id, -1)
    }
  }

  /** True takes a place for a stranger's connection; give it back with `leave`. */
  enter(): boolean {
    const room = this.#strangers < MAX_STRANGERS
    if (room) this.#strangers++
    return room
  }

  leave(): void {
    this.#strangers--
  }

  /** Returns what counts answers that wait to be read; beyond the limit the connection ends. */
  watch(connection: Duplex, isDrained: () => boolean): (bytes?: number) => void {
    let unread = 0
    connection.on('drain', () => (unread = 0))
    return (bytes = REFUSAL_BYTES) => {
      if (!isDrained()) unread += bytes
      if (unread <= MAX_UNREAD || connection.destroyed) return
      this.refused++
      connection.destroy()
    }
  }

  #busy(): RegistryError {
    this.refused++
    return RegistryError.BUSY(RETRY_MS)
  }

  #count(id: string, change: 1 | -1): void {
    this.#requests += change
    const own = (this.#perKey.get(id) ?? 0) + change
    if (own === 0) this.#perKey.delete(id)
    else this.#perKey.set(id, own)
  }
}
