import type Autobase from 'autobase'
import SystemView from 'autobase/lib/system.js'
import type Hypercore from 'hypercore'

import { BlockReader } from './block-reader.ts'
import type { Recording } from './recording.ts'
import type { BlockId, Letter } from './trace.ts'

const BASE_EVENTS = ['update', 'reboot', 'fast-forward', 'is-indexer', 'is-non-indexer'] as const
/** Updates of a long order that a live recording begins with. */
const NEWEST = 200
/** Blocks of the system core that are too many to be read one by one: some three for an update. */
const FAR = 3 * NEWEST

interface Placed {
  id: BlockId
  end: number
}

interface Look {
  length: number
  signed: number
  system: SystemView
}

/**
 * Follows one base from outside: after an update it reads the order from the system core, where
 * Autobase keeps it. Looks that come too fast become one; nothing of the base is wrapped.
 */
export class PeerRecorder {
  readonly id: Letter
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #blocks: BlockReader
  readonly #live: boolean
  readonly #off: (() => void)[] = []
  #order: Placed[] = []
  /** Updates up to this length of the system core are recorded and have not been cut since. */
  #kept = 0
  #start = 0
  #told = ''
  #members = ''
  #wanted = false
  #closed = false
  #down = false
  #reading: Promise<void> | null = null
  /** What the last look could not read; the next one tries again. */
  #problem: Error | null = null

  constructor(recording: Recording, base: Autobase<unknown, unknown>, id: Letter, live: boolean) {
    this.id = id
    this.#recording = recording
    this.#base = base
    this.#live = live
    this.#blocks = new BlockReader(recording, base, live)
    for (const event of BASE_EVENTS) this.#on(base, event, () => this.#changed())
    // The core of a new set of indexers begins with what the last one had signed.
    this.#on(base, 'reboot', () => this.#cut(base.indexedLength))
    this.#on(base, 'close', () => this.#ended())
    this.#on(base.core, 'truncate', (length) => this.#cut(Number(length)))
    this.#changed()
  }

  /** Waits until the trace has the state that the base is in now. */
  async flush(): Promise<void> {
    if (this.#base.closing && this.#base.getLastError()) this.#ended()
    this.#changed()
    await this.#reading
    if (this.#problem) throw this.#problem
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const off of this.#off) off()
    await this.#reading
    await this.#blocks.close()
  }

  #on(emitter: NodeJS.EventEmitter, event: string, listener: (...values: unknown[]) => void): void {
    emitter.on(event, listener)
    this.#off.push(() => emitter.off(event, listener))
  }

  #cut(length: number): void {
    this.#kept = Math.min(this.#kept, length)
    this.#changed()
  }

  #changed(): void {
    this.#wanted = true
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null))
  }

  #ended(): void {
    if (this.#down) return
    this.#down = true
    const error = this.#base.getLastError()
    const reason = error ? error.message : ''
    this.#recording.add({ type: 'peer-state', peer: this.id, up: false, reason })
  }

  async #readAll(): Promise<void> {
    while (this.#wanted && !this.#closed && !this.#base.closing) {
      this.#wanted = false
      const kept = this.#kept
      try {
        await this.#read()
        this.#problem = null
      } catch (error) {
        // A base that closes meanwhile takes its cores along.
        if (this.#base.closing || this.#closed) return
        this.#kept = Math.min(this.#kept, kept)
        this.#problem = error instanceof Error ? error : new Error(String(error))
      }
    }
  }

  /** All that depends on the moment is taken before the first await. */
  async #read(): Promise<void> {
    const { core } = this.#base
    if (!core.opened || !this.#base.system || core.length === 0) return
    const { length, signedLength: signed } = core
    const system = new SystemView(core.snapshot())
    const keep = this.#order.findLastIndex(({ end }) => end <= Math.min(this.#kept, length)) + 1
    this.#kept = length
    try {
      await system.ready()
      await this.#write(await this.#from(keep, length), { length, signed, system })
    } finally {
      await system.close()
    }
  }

  /** How much of the recorded order stays. A live one that is far behind begins with the newest part. */
  async #from(keep: number, length: number): Promise<number> {
    const since = this.#order[keep - 1]?.end ?? this.#start
    if (!this.#live || length - since < FAR) return keep
    this.#start = await newest(this.#base.core)
    return 0
  }

  async #write(keep: number, { signed, system }: Look): Promise<void> {
    const since = keep === 0 ? this.#start : this.#order[keep - 1]!.end
    const added = this.#place(await system.history(since))
    await this.#blocks.read(added.map(({ id }) => id))
    const view = system.views[0]
    const told = {
      signed,
      view: { key: this.#blocks.name(view?.key), length: view?.length ?? 0 }
    }
    await this.#tellMembers(system)
    const line = JSON.stringify(told)
    if (added.length === 0 && keep === this.#order.length && line === this.#told) return
    this.#order = [...this.#order.slice(0, keep), ...added]
    this.#told = line
    this.#recording.add({
      type: 'order',
      peer: this.id,
      keep,
      add: added.map(({ id }) => id),
      ends: added.map(({ end }) => end),
      cut: this.#start > 0,
      ...told
    })
  }

  /** Nodes of one writer that follow each other come as one; updates say where each batch ends. */
  #place({ updates, nodes }: Awaited<ReturnType<SystemView['history']>>): Placed[] {
    const ids = nodes.flatMap(({ key, length, batch }) => {
      const writer = this.#recording.letter(key)
      return Array.from({ length: batch }, (_, at) => `${writer}${length - batch + at + 1}`)
    })
    let at = 0
    return updates.flatMap(({ batch, systemLength }) => {
      return ids.slice(at, (at += batch)).map((id) => ({ id, end: systemLength }))
    })
  }

  /** An indexer that has not written yet is admitted, and counts here. */
  async #tellMembers(system: SystemView): Promise<void> {
    const letter = (key: Uint8Array) => this.#recording.letter(key)
    const indexers = [...system.indexers.map(({ key }) => key), ...system.pendingIndexers].map(
      letter
    )
    const writers: Letter[] = []
    for await (const { key, value } of system.list()) {
      if (!value.isRemoved) writers.push(letter(key))
    }
    const told = { writers: writers.sort(), indexers: [...new Set(indexers)].sort() }
    const line = JSON.stringify(told)
    if (line === this.#members) return
    this.#members = line
    this.#recording.add({ type: 'members', peer: this.id, ...told })
  }
}

/** The length of the system core from which a long order is recorded. */
async function newest(core: Hypercore): Promise<number> {
  const { length } = core
  const range = core.download({ start: Math.max(0, length - FAR), end: length })
  let count = 0
  try {
    for await (const { length } of SystemView.flushes(core.snapshot(), { reverse: true })) {
      if (++count > NEWEST) return length
    }
    return 0
  } finally {
    range.destroy()
  }
}
