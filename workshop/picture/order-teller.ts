import type Autobase from 'autobase'
import SystemView from 'autobase/lib/system.js'

import { BlockReader } from './block-reader.ts'
import { OrderLog } from './order-log.ts'
import type { Recording } from './recording.ts'
import { FAR, newest, place, readMembers } from './system-order.ts'
import type { Members } from './system-order.ts'
import type { Letter } from './trace.ts'

interface Look {
  signed: number
  system: SystemView
}

/** Reads a base's order from the system core, where Autobase keeps it, and tells a recording what is new in it. */
export class OrderTeller {
  readonly #id: Letter
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #blocks: BlockReader
  readonly #live: boolean
  readonly #order = new OrderLog()
  /** Updates up to this length of the system core are recorded and have not been cut since. */
  #kept = 0
  /** Signed length at the last look; null where another one is needed, whatever the lengths are. */
  #signed: number | null = null
  #told = ''
  #members = ''
  #size = ''

  constructor(recording: Recording, base: Autobase<unknown, unknown>, id: Letter, live: boolean) {
    this.#id = id
    this.#recording = recording
    this.#base = base
    this.#live = live
    this.#blocks = new BlockReader(recording, base, live)
  }

  /** What stands after that length of the system core is not the same any more. */
  cut(length: number): void {
    this.#signed = null
    this.#kept = Math.min(this.#kept, length)
  }

  /** All that depends on the moment is taken before the first await. */
  async tell(): Promise<void> {
    const { core } = this.#base
    if (!core.opened || !this.#base.system || core.length === 0) return
    const { length, signedLength: signed } = core
    if (this.#kept === length && this.#signed === signed) return
    this.#signed = signed
    const system = new SystemView(core.snapshot())
    const kept = this.#kept
    const stays = Math.min(kept, length)
    this.#kept = length
    try {
      await system.ready()
      const keep = await this.#keep(stays, length)
      await this.#write(keep, { signed, system })
    } catch (error) {
      this.cut(kept)
      throw error
    } finally {
      await system.close()
    }
  }

  async close(): Promise<void> {
    await this.#blocks.close()
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
    if (keep === 0) {
      const { blocks } = await readMembers(system, letterOf)
      order.before = order.start === 0 ? 0 : blocks - added.length
    }
    const view = system.views[0]
    const told = {
      signed,
      view: { key: this.#blocks.name(view?.key), length: view?.length ?? 0 }
    }
    const line = JSON.stringify(told)
    const same = added.length === 0 && keep === order.length && line === this.#told
    const size = sizeOf(system)
    const sameMembers =
      size === this.#size &&
      keep === order.length &&
      added.every(({ id }) => this.#recording.isEntries(id))
    if (!same) {
      order.replace(keep, added)
      this.#told = line
      this.#recording.add({
        type: 'order',
        peer: this.#id,
        keep,
        add: added.map(({ id }) => id),
        ends: added.map(({ end }) => end),
        before: order.before,
        ...told
      })
    }
    // They take a read for each writer: only where they may have changed, and nobody waits for them.
    if (sameMembers) return
    this.#tellMembers(await readMembers(system, letterOf))
    this.#size = size
  }

  #tellMembers({ writers, indexers, pending }: Members): void {
    const line = JSON.stringify({ writers, indexers, pending })
    if (line === this.#members) return
    this.#members = line
    this.#recording.add({ type: 'members', peer: this.#id, writers, indexers, pending })
  }
}

/** What changes with the members, most often, and is here without a read. */
function sizeOf({ members, indexers, pendingIndexers }: SystemView): string {
  return [members, indexers.length, pendingIndexers.length].join()
}
