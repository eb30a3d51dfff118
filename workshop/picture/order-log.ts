import type { Placed } from './system-order.ts'
import { seqOf, writerOf } from './trace.ts'
import type { Letter } from './trace.ts'

/** Blocks of an order that are remembered one by one, at least; the older ones are only counted. */
const KEPT = 400

/** A peer's order as far as it has been told, the newest part of it block by block. */
export class OrderLog {
  /** How many blocks stand before the first that was told. */
  before = 0
  /** The length of the system core at which the remembered part begins. */
  start = 0
  #placed: Placed[] = []
  /** Blocks that were told and are not remembered any more. */
  #forgotten = 0
  /** Length of each writer's core before the remembered part. */
  #lengths = new Map<Letter, number>()

  get length(): number {
    return this.#forgotten + this.#placed.length
  }

  /** How much of it stands in the first `length` blocks of the system core. */
  upTo(length: number): number {
    return this.#forgotten + this.#placed.findLastIndex(({ end }) => end <= length) + 1
  }

  /** The length of the system core once that many blocks were applied. */
  endOf(count: number): number {
    return this.#placed[count - this.#forgotten - 1]?.end ?? this.start
  }

  /** Length of each writer's core after the first `count` blocks. */
  lengths(count: number): Map<Letter, number> {
    const lengths = new Map(this.#lengths)
    for (const { id } of this.#placed.slice(0, count - this.#forgotten)) {
      lengths.set(writerOf(id), seqOf(id))
    }
    return lengths
  }

  /** Begins again, at that length of the system core, when the writers' cores had these lengths. */
  restart(start: number, lengths: Map<Letter, number>): void {
    this.start = start
    this.before = [...lengths.values()].reduce((sum, length) => sum + length, 0)
    this.#placed = []
    this.#forgotten = 0
    this.#lengths = lengths
  }

  /** The first `keep` blocks stay, and these follow. */
  replace(keep: number, added: Placed[]): void {
    this.#placed = [...this.#placed.slice(0, keep - this.#forgotten), ...added]
    if (this.#placed.length <= 2 * KEPT) return
    const gone = this.#placed.splice(0, this.#placed.length - KEPT)
    for (const { id } of gone) this.#lengths.set(writerOf(id), seqOf(id))
    this.#forgotten += gone.length
    this.start = gone.at(-1)!.end
  }
}
