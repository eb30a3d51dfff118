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
  /** The same after it, for an order that only grows. */
  #now = new Map<Letter, number>()

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
    if (count === this.length) return new Map(this.#now)
    return raise(new Map(this.#lengths), this.#placed.slice(0, count - this.#forgotten))
  }

  /** Begins again, at that length of the system core, when the writers' cores had these lengths. */
  restart(start: number, lengths: Map<Letter, number>): void {
    this.start = start
    this.before = [...lengths.values()].reduce((sum, length) => sum + length, 0)
    this.#placed = []
    this.#forgotten = 0
    this.#lengths = lengths
    this.#now = new Map(lengths)
  }

  /** The first `keep` blocks stay, and these follow. */
  replace(keep: number, added: Placed[]): void {
    this.#now = raise(this.lengths(keep), added)
    this.#placed = [...this.#placed.slice(0, keep - this.#forgotten), ...added]
    if (this.#placed.length <= 2 * KEPT) return
    const gone = this.#placed.splice(0, this.#placed.length - KEPT)
    raise(this.#lengths, gone)
    this.#forgotten += gone.length
    this.start = gone.at(-1)!.end
  }
}

/** Sets the length of each writer's core to where its last block has its place. */
function raise(lengths: Map<Letter, number>, placed: Placed[]): Map<Letter, number> {
  for (const { id } of placed) lengths.set(writerOf(id), seqOf(id))
  return lengths
}
