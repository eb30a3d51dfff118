import type Autobase from 'autobase'
import SystemView from 'autobase/lib/system.js'

import { Again } from './again.ts'
import { BlockReader } from './block-reader.ts'
import { OrderLog } from './order-log.ts'
import type { Recording } from './recording.ts'
import { FAR, newest, place, readMembers } from './system-order.ts'
import type { Members } from './system-order.ts'
import type { Letter } from './trace.ts'

const BASE_EVENTS = ['update', 'reboot', 'fast-forward', 'is-indexer', 'is-non-indexer'] as const

interface Look {
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
  readonly #order = new OrderLog()
  /** Updates up to this length of the system core are recorded and have not been cut since. */
  #kept = 0
  #told = ''
  #members = ''
  #closed = false
  #down = false
  readonly #looks = new Again(() => this.#look())
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
    await this.#looks.ask()
    if (this.#problem) throw this.#problem
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const off of this.#off) off()
    await this.#looks.ask()
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
    void this.#looks.ask()
  }

  #ended(): void {
    if (this.#down) return
    this.#down = true
    const error = this.#base.getLastError()
    const reason = error ? error.message : ''
    this.#recording.add({ type: 'peer-state', peer: this.id, up: false, reason })
  }

  async #look(): Promise<void> {
    if (this.#closed || this.#base.closing) return
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

  /** All that depends on the moment is taken before the first await. */
  async #read(): Promise<void> {
    const { core } = this.#base
    if (!core.opened || !this.#base.system || core.length === 0) return
    const { length, signedLength: signed } = core
    const system = new SystemView(core.snapshot())
    const stays = Math.min(this.#kept, length)
    this.#kept = length
    try {
      await system.ready()
      const keep = await this.#keep(stays, length)
      await this.#write(keep, { signed, system })
    } finally {
      await system.close()
    }
  }

  /** How much of the recorded order stays. One that is far behind begins with the newest part. */
  async #keep(stays: number, length: number): Promise<number> {
    const order = this.#order
    const keep = order.upTo(stays)
    const far = this.#live && length - order.endOf(keep) >= FAR
    if (!far && stays >= order.start) return keep
    order.restart(await newest(this.#base.core))
    return 0
  }

  async #write(keep: number, { signed, system }: Look): Promise<void> {
    const order = this.#order
    const letterOf = (key: Uint8Array) => this.#recording.letter(key)
    const added = place(await system.history(order.endOf(keep)), letterOf)
    await this.#blocks.read(added.map(({ id }) => id))
    const members = await readMembers(system, letterOf)
    if (keep === 0) order.before = order.start === 0 ? 0 : members.blocks - added.length
    const view = system.views[0]
    const told = {
      signed,
      view: { key: this.#blocks.name(view?.key), length: view?.length ?? 0 }
    }
    const line = JSON.stringify(told)
    const same = added.length === 0 && keep === order.length && line === this.#told
    if (same) return this.#tellMembers(members)
    order.replace(keep, added)
    this.#told = line
    this.#recording.add({
      type: 'order',
      peer: this.id,
      keep,
      add: added.map(({ id }) => id),
      ends: added.map(({ end }) => end),
      before: order.before,
      ...told
    })
    this.#tellMembers(members)
  }

  #tellMembers({ writers, indexers, pending }: Members): void {
    const line = JSON.stringify({ writers, indexers, pending })
    if (line === this.#members) return
    this.#members = line
    this.#recording.add({ type: 'members', peer: this.id, writers, indexers, pending })
  }
}
