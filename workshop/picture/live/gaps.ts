import type Autobase from 'autobase'
import b4a from 'b4a'
import type Hypercore from 'hypercore'

import { READER } from '../recording.ts'
import type { Recording } from '../recording.ts'
import type { Letter } from '../trace.ts'

/** Milliseconds for which blocks may be on their way: that is no gap. */
const ON_THE_WAY_MS = 1000

/** Blocks of one writer that an instance has not got. */
export interface Gap {
  writer: Letter
  from: number
  to: number
}

/**
 * What each instance lacks: while it replicates, a peer tells how far it has each core. So a cut
 * between two instances is seen by a reader that is linked with both, whatever step they run.
 */
export class Gaps {
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #cores = new Map<Letter, Hypercore>()
  readonly #since = new Map<string, number>()
  #writers: Letter[] = []

  constructor(recording: Recording, base: Autobase<unknown, unknown>) {
    this.#recording = recording
    this.#base = base
    recording.on('event', (event) => {
      if (event.type === 'members' && event.peer === READER) this.#writers = event.writers
    })
  }

  /** What the instance at the other end of a connection has been lacking for some time. */
  of(remotePublicKey: Uint8Array): Gap[] {
    const now = performance.now()
    return this.#writers.flatMap((writer) => {
      const { length, peers } = this.#core(writer)
      const peer = peers.find((each) => b4a.equals(each.remotePublicKey, remotePublicKey))
      const to = Math.max(length, ...peers.map(({ remoteLength }) => remoteLength))
      const id = `${writer} ${b4a.toString(remotePublicKey, 'hex')}`
      if (!peer || peer.remoteLength >= to) {
        this.#since.delete(id)
        return []
      }
      const since = this.#since.get(id) ?? now
      this.#since.set(id, since)
      return now - since < ON_THE_WAY_MS ? [] : [{ writer, from: peer.remoteLength + 1, to }]
    })
  }

  async close(): Promise<void> {
    for (const core of this.#cores.values()) await core.close()
  }

  #core(writer: Letter): Hypercore {
    const known = this.#cores.get(writer)
    if (known) return known
    const core = this.#base.store.get({ key: this.#recording.keyOf(writer), active: false })
    this.#cores.set(writer, core)
    return core
  }
}

/** `A7`, or `A7 to A9`. */
export function gapText({ writer, from, to }: Gap): string {
  return from === to ? `${writer}${from}` : `${writer}${from} to ${writer}${to}`
}
