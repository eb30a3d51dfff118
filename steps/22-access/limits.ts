import b4a from 'b4a'
import type { Duplex } from 'node:stream'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import type { Key } from './view.ts'

/** Requests that one key may have under way; a client of ours sends 16 at a time. */
const PER_KEY = 32
/** Requests under way in all: what they hold in memory is bounded, whoever sends them. */
const IN_ALL = 512
/** Milliseconds that whoever is told BUSY should wait before the next try. */
const RETRY = 200
/** Connections of keys that stand on no list; those on a list always find room. */
const STRANGERS = 64
/** Bytes of answers that may wait for whoever asked and does not read them. */
const MAX_UNREAD = 1024 * 1024
/** About what a refusal takes on the wire. */
const REFUSAL = 200

/** What one instance has under way, and for whom. */
export class Limits {
  /** How many requests and connections were turned away. */
  refused = 0
  strangers = 0
  #inAll = 0
  readonly #perKey = new Map<string, number>()

  /** Does the work, or throws BUSY where that key or the instance has too much under way. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    throw todo('14.3', 'count the work while it is under way; BUSY beyond the limits')
  }

  /** True takes a place for a stranger's connection; give it back with `leave`. */
  enter(): boolean {
    if (this.strangers >= STRANGERS) {
      this.refused++
      return false
    }
    this.strangers++
    return true
  }

  leave(): void {
    this.strangers--
  }

  /** Returns what counts answers that wait to be read, and ends the connection beyond the limit. */
  watch(connection: Duplex, isDrained: () => boolean): (bytes?: number) => void {
    let unread = 0
    connection.on('drain', () => (unread = 0))
    return (bytes = REFUSAL) => {
      if (!isDrained()) unread += bytes
      if (unread <= MAX_UNREAD || connection.destroyed) return
      this.refused++
      connection.destroy()
    }
  }

  #busy(): RegistryError {
    this.refused++
    return RegistryError.BUSY(RETRY)
  }

  #count(id: string, change: 1 | -1): void {
    this.#inAll += change
    const own = (this.#perKey.get(id) ?? 0) + change
    if (own === 0) this.#perKey.delete(id)
    else this.#perKey.set(id, own)
  }
}
