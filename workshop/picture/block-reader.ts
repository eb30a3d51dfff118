import type Autobase from 'autobase'
import messages from 'autobase/lib/messages.js'
import type { OplogMessage } from 'autobase/lib/messages.js'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'

import { describe } from './describe.ts'
import type { Recording } from './recording.ts'
import { seqOf, writerOf } from './trace.ts'
import type { BlockId, Letter } from './trace.ts'

/** Milliseconds for a block that only other peers have. */
const FETCH_TIMEOUT = 3000

/** Reads blocks from the writers' cores, through sessions of its own. */
export class BlockReader {
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #live: boolean
  readonly #cores = new Map<Letter, Hypercore<OplogMessage>>()
  readonly #missing = new Set<BlockId>()

  constructor(recording: Recording, base: Autobase<unknown, unknown>, live: boolean) {
    this.#recording = recording
    this.#base = base
    this.#live = live
  }

  /** Tells the recording these blocks, as far as they are here; a live one fetches the others. */
  async read(ids: BlockId[]): Promise<void> {
    const wanted = ids.filter((id) => !this.#recording.has(id) && !this.#missing.has(id))
    const here = await Promise.all(wanted.map((id) => this.#get(id, { wait: false })))
    for (const [at, message] of here.entries()) {
      const id = wanted[at]!
      if (message) this.#tell(id, message)
      else if (this.#live) void this.#fetch(id)
    }
  }

  name(key: Uint8Array | undefined): string {
    return key ? IdEnc.encode(key) : ''
  }

  async close(): Promise<void> {
    for (const core of this.#cores.values()) await core.close()
  }

  /** The order is shown meanwhile: nobody waits for a block of a writer that is away. */
  async #fetch(id: BlockId): Promise<void> {
    this.#missing.add(id)
    const message = await this.#get(id, { timeout: FETCH_TIMEOUT })
    this.#missing.delete(id)
    if (message) this.#tell(id, message)
  }

  async #get(id: BlockId, options: { wait: boolean } | { timeout: number }) {
    try {
      return await this.#core(writerOf(id)).get(seqOf(id) - 1, options)
    } catch {
      return null
    }
  }

  #tell(id: BlockId, { node, checkpoint }: OplogMessage): void {
    const recording = this.#recording
    const heads = node.heads.map(({ key, length }) => `${recording.letter(key)}${length}`)
    const signed = checkpoint?.system?.checkpointer === 0 ? checkpoint.system.checkpoint : null
    recording.block({
      id,
      writer: writerOf(id),
      seq: seqOf(id),
      heads,
      ...describe(node.value, recording.decode),
      signs: signed?.length ?? 0
    })
  }

  #core(writer: Letter): Hypercore<OplogMessage> {
    const known = this.#cores.get(writer)
    if (known) return known
    const key = this.#recording.keyOf(writer)
    const valueEncoding = messages.OplogMessage
    const core = this.#base.store.get({ key, valueEncoding, active: this.#live })
    this.#cores.set(writer, core)
    return core
  }
}
