import type Autobase from 'autobase'
import SystemView from 'autobase/lib/system.js'
import type { SystemInfo } from 'autobase/lib/messages.js'

import { BlockReader } from './block-reader.ts'
import { OrderLog } from './order-log.ts'
import type { Recording } from './recording.ts'
import { FAR, lengthsAt, newest, readMembers } from './system-order.ts'
import type { Members, Placed } from './system-order.ts'
import { SystemReader } from './system-reader.ts'
import type { SystemPart } from './system-reader.ts'
import type { Letter, OrderEvent } from './trace.ts'

/** Looks at an order that changes while its rows are read: then it is told without them. */
const MAX_LOOKS = 5

/** The moment of a look. */
interface Look {
  length: number
  signed: number
  /** True if the order is told even where its rows could not be read in time. */
  last: boolean
}

interface Seen extends SystemPart {
  /** How many blocks of the order stay as they were told. */
  keep: number
}

type Told = Pick<OrderEvent, 'signed' | 'view'>

/** An order as it is about to be told. */
export type NextOrder = Omit<OrderEvent, 'at' | 'type'>

/** Tells the rows of a peer with its order, as one moment. */
export interface Reading {
  /** What the peer reads with this order, one line each; null if nobody can say. */
  rows(order: NextOrder): Promise<string[] | null>
  /** The trace has the order, and all that belongs to it. */
  told(): void
}

export interface TellerOptions {
  live?: boolean
  reading?: Reading
}

/** Reads a base's order from the system core, where Autobase keeps it, and tells a recording what is new in it. */
export class OrderTeller {
  readonly #id: Letter
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #blocks: BlockReader
  readonly #system: SystemReader
  readonly #live: boolean
  readonly #reading: Reading | null
  readonly #order = new OrderLog()
  readonly #letterOf = (key: Uint8Array) => this.#recording.letter(key)
  /** Updates up to this length of the system core are recorded and have not been cut since. */
  #kept = 0
  /** Signed length at the last look; null where another one is needed, whatever the lengths are. */
  #signed: number | null = null
  /** The view as it was told last. */
  #view: OrderEvent['view'] | null = null
  #told = ''
  #members = ''
  #size = ''

  constructor(
    recording: Recording,
    base: Autobase<unknown, unknown>,
    id: Letter,
    { live = false, reading }: TellerOptions
  ) {
    this.#id = id
    this.#recording = recording
    this.#base = base
    this.#live = live
    this.#reading = reading ?? null
    this.#blocks = new BlockReader(recording, base, live)
    this.#system = new SystemReader(recording, base, live)
  }

  /** What stands after that length of the system core is not the same any more. */
  cut(length: number): void {
    this.#signed = null
    this.#kept = Math.min(this.#kept, length)
  }

  /** The core of a new set of indexers begins with what the last one had signed. */
  renew(length: number): void {
    this.cut(length)
    void this.#system.close()
  }

  /** Tells what is new; where all is cut again and again, the next look has it. */
  async tell(): Promise<void> {
    for (let looks = 1; looks <= MAX_LOOKS; looks++) {
      if (await this.#look(looks === MAX_LOOKS)) return
    }
  }

  async close(): Promise<void> {
    await this.#blocks.close()
    await this.#system.close()
  }

  /** All that depends on the moment is taken before the first await; false if it has passed meanwhile. */
  async #look(last: boolean): Promise<boolean> {
    const { core } = this.#base
    if (!core.opened || !this.#base.system || core.length === 0) return true
    const { length, signedLength: signed } = core
    const [kept, before] = [this.#kept, this.#signed]
    if (kept === length && before === signed) return true
    this.#signed = signed
    this.#kept = length
    // More is signed, and nothing else: there is nothing to read.
    if (kept === length && before !== null && this.#view) {
      this.#tellOrder(this.#order.length, [], { signed, view: this.#view })
      this.#reading?.told()
      return true
    }
    try {
      const seen = await this.#read(Math.min(kept, length), length)
      if (seen && (await this.#tell(seen, { length, signed, last }))) return true
    } catch (error) {
      this.cut(kept)
      throw error
    }
    this.cut(kept)
    return false
  }

  /** What the system core has after what stays; null if it was cut meanwhile. */
  async #read(stays: number, length: number): Promise<Seen | null> {
    const order = this.#order
    try {
      // One that is far behind begins with the newest part.
      const far = this.#live && length - order.endOf(order.upTo(stays)) >= FAR
      if (far || stays < order.start) await this.#restart()
      const keep = order.upTo(stays)
      const part = await this.#system.read(order.endOf(keep), length, order.lengths(keep))
      await this.#blocks.read(part.placed.map(({ id }) => id))
      return this.#signed === null ? null : { keep, ...part }
    } catch (error) {
      if (this.#signed === null) return null
      throw error
    }
  }

  async #restart(): Promise<void> {
    const start = await newest(this.#base.core)
    this.#order.restart(start, await lengthsAt(this.#base.core, start, this.#letterOf))
  }

  async #tell({ keep, placed, info }: Seen, { length, signed, last }: Look): Promise<boolean> {
    const view = info.views[0]
    const told = { signed, view: { key: this.#blocks.name(view?.key), length: view?.length ?? 0 } }
    const sameOrder = placed.length === 0 && keep === this.#order.length
    const size = sizeOf(info)
    const sameMembers =
      size === this.#size &&
      keep === this.#order.length &&
      placed.every(({ id }) => this.#recording.isEntries(id))
    const rows = sameOrder
      ? null
      : ((await this.#reading?.rows(this.#next(keep, placed, told))) ?? null)
    // They take a read for each writer: where nobody compares, they come after the order.
    const members = this.#reading && !sameMembers ? await this.#readMembers() : null
    const moved = this.#base.core.length !== length || this.#signed === null
    if (moved && this.#reading && !last) return false
    if (!sameOrder || JSON.stringify(told) !== this.#told) this.#tellOrder(keep, placed, told)
    if (members) this.#tellMembers(members)
    if (rows && !moved) this.#recording.add({ type: 'rows', peer: this.#id, rows })
    this.#reading?.told()
    if (!members && !sameMembers) this.#tellMembers(await this.#readMembers())
    this.#size = size
    return true
  }

  #next(keep: number, placed: Placed[], told: Told): NextOrder {
    return {
      peer: this.#id,
      keep,
      add: placed.map(({ id }) => id),
      ends: placed.map(({ end }) => end),
      before: this.#order.before,
      ...told
    }
  }

  #tellOrder(keep: number, placed: Placed[], told: Told): void {
    this.#recording.add({ type: 'order', ...this.#next(keep, placed, told) })
    this.#order.replace(keep, placed)
    this.#view = told.view
    this.#told = JSON.stringify(told)
  }

  async #readMembers(): Promise<Members> {
    const system = new SystemView(this.#base.core.snapshot())
    try {
      await system.ready()
      return await readMembers(system, this.#letterOf)
    } finally {
      await system.close()
    }
  }

  #tellMembers({ writers, indexers, pending }: Members): void {
    const line = JSON.stringify({ writers, indexers, pending })
    if (line === this.#members) return
    this.#members = line
    this.#recording.add({ type: 'members', peer: this.#id, writers, indexers, pending })
  }
}

/** What changes with the members, most often, and is here without a read. */
function sizeOf({ members, indexers, pendingIndexers }: SystemInfo): string {
  return [members, indexers.length, pendingIndexers.length].join()
}
