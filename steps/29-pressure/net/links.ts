import type Autobase from 'autobase'
import b4a from 'b4a'
import type Hyperswarm from 'hyperswarm'
import safetyCatch from 'safety-catch'

import type { Key } from '../view.ts'
import { indexerKeys } from './members.ts'

/** Milliseconds between two looks at who is linked; up to twice as long, see jitter. */
const LOOK_MS = 10_000

type Swarm = Pick<Hyperswarm, 'keyPair' | 'connections' | 'joinPeer' | 'leavePeer'>

/**
 * Links the indexers with each other again, however long the network was gone. A swarm gives a peer
 * up after half a minute, and looks for peers of a topic only every ten minutes.
 */
export class Links {
  readonly #base: Autobase<unknown>
  readonly #swarm: Swarm
  readonly #refresh: () => Promise<unknown>
  #called: Key[] = []
  #timer: NodeJS.Timeout | undefined

  /** `refresh` announces this instance and looks for others, once more. */
  constructor(base: Autobase<unknown>, swarm: Swarm, refresh: () => Promise<unknown>) {
    this.#base = base
    this.#swarm = swarm
    this.#refresh = refresh
  }

  start(): void {
    // Jitter, so that all that were cut off together don't all call together.
    const delay = LOOK_MS * (1 + Math.random())
    this.#timer = setTimeout(() => void this.#look().catch(safetyCatch), delay)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #look(): Promise<void> {
    try {
      const own = this.#swarm.keyPair.publicKey
      const indexers = indexerKeys(this.#base).filter((key) => !b4a.equals(key, own))
      for (const key of this.#called) if (!has(indexers, key)) this.#swarm.leavePeer(key)
      this.#called = indexers
      const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)
      const missing = indexers.filter((key) => !has(linked, key))
      for (const key of missing) this.#swarm.joinPeer(key)
      // One that started without a network has met nobody; a client that is linked doesn't help.
      if (missing.length > 0 || indexers.length === 0) await this.#refresh()
    } finally {
      if (this.#timer !== undefined) this.start()
    }
  }
}

function has(keys: Key[], key: Key): boolean {
  return keys.some((each) => b4a.equals(each, key))
}
