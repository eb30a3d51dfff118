import { EventEmitter } from 'node:events'
import b4a from 'b4a'

interface Members {
  /** Bytes of their keys. */
  writers: number[]
  removed: number[]
}

/**
 * The parts of a base that tell who its writers are. Whoever reads its system for the first time
 * has read an old one: there is another when it is done, as after a reboot.
 */
export class RebootingBase extends EventEmitter {
  readonly closing = false
  readonly signedLength = 1
  readonly local = { key: b4a.alloc(32, 1), recovering: false }
  readonly #members: Members
  system = this.#boot()

  constructor(members: Members) {
    super()
    this.#members = members
  }

  async advance(): Promise<void> {}

  /** Has a writer tell two stories. */
  fork(byte: number): void {
    const session = new EventEmitter()
    const key = b4a.alloc(32, byte)
    this.emit('writer', { core: { key, session: () => session } })
    session.emit('conflict')
  }

  #boot(first = true) {
    const read = () => {
      if (first) this.system = this.#boot(false)
      return this.#lines()
    }
    const system = {
      close: async () => {},
      checkout: async () => system,
      async *list() {
        yield* read()
      },
      async get(key: Uint8Array) {
        return read().find((line) => b4a.equals(line.key, key))?.value ?? null
      }
    }
    return system
  }

  #lines() {
    const { writers, removed } = this.#members
    return [...writers, ...removed].map((byte) => ({
      key: b4a.alloc(32, byte),
      value: { isRemoved: removed.includes(byte), isIndexer: false, length: 1 }
    }))
  }
}
