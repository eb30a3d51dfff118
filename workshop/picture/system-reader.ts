import type Autobase from 'autobase'
import messages from 'autobase/lib/messages.js'
import type { SystemInfo } from 'autobase/lib/messages.js'
import SystemView from 'autobase/lib/system.js'
import c from 'compact-encoding'
import safetyCatch from 'safety-catch'

import type { Recording } from './recording.ts'
import type { Placed } from './system-order.ts'
import type { BlockId, Letter } from './trace.ts'

/** Milliseconds for a block that only other peers have. */
const FETCH_TIMEOUT = 3000
/** Bytes before a writer's key in an entry of the system core; other entries have no key. */
const PREFIX = 2
const KEY_BYTES = 32

/** Blocks in the order in which they were applied, and what the system says of views and members then. */
export interface SystemPart {
  placed: Placed[]
  info: SystemInfo
}

/**
 * Reads updates of the system core block by block, through one session: a snapshot for each look
 * takes longer than all else. What is cut meanwhile is read wrong: the caller has to know of it.
 */
export class SystemReader {
  readonly #base: Autobase<unknown, unknown>
  readonly #recording: Recording
  readonly #waits: { wait: false } | { timeout: number }
  #system: SystemView | null = null

  constructor(recording: Recording, base: Autobase<unknown, unknown>, live: boolean) {
    this.#recording = recording
    this.#base = base
    this.#waits = live ? { timeout: FETCH_TIMEOUT } : { wait: false }
  }

  /** What was applied between two lengths of the core; `lengths` are those of the writers' cores before. */
  async read(from: number, to: number, lengths: Map<Letter, number>): Promise<SystemPart> {
    this.#system ??= new SystemView(this.#base.core.session())
    const blocks = this.#system.db.batch({ update: false, ...this.#waits })
    try {
      // The core's first block is a header; the last one says what there is, even where nothing is new.
      const first = Math.max(1, Math.min(from, to - 1))
      const places = Array.from({ length: to - first }, (_, at) => first + at)
      const entries = await Promise.all(places.map((place) => blocks.getBySeq(place)))
      const placed: Placed[] = []
      let ids: BlockId[] = []
      for (const [at, { key, value }] of entries.entries()) {
        const end = first + at + 1
        if (end <= from) continue
        if (key.byteLength === PREFIX + KEY_BYTES) {
          ids.push(...this.#idsOf(key.subarray(PREFIX), value, lengths))
        } else {
          placed.push(...ids.map((id) => ({ id, end })))
          ids = []
        }
      }
      return { placed, info: c.decode(messages.Info, entries.at(-1)!.value) }
    } finally {
      await blocks.close()
    }
  }

  /** Closes its session; the next read opens another one. */
  async close(): Promise<void> {
    const system = this.#system
    this.#system = null
    await system?.close().catch(safetyCatch)
  }

  /** The blocks of a writer that an entry adds. */
  #idsOf(key: Uint8Array, value: Uint8Array, lengths: Map<Letter, number>): BlockId[] {
    const { length } = c.decode(messages.Member, value)
    const before = lengths.get(this.#recording.known(key) ?? '') ?? 0
    if (length <= before) return []
    const writer = this.#recording.letter(key)
    lengths.set(writer, length)
    return Array.from({ length: length - before }, (_, at) => `${writer}${before + at + 1}`)
  }
}
