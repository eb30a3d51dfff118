import * as fc from 'fast-check'
import b4a from 'b4a'

import type { Outcome } from './oracle.ts'

/** What a look sees, made by the test: an indexer has the number of its key as its name. */
export class FakeBase {
  readonly interrupted = null
  readonly local: { key: Uint8Array; length: number }
  readonly view = { core: { length: 10, signedLength: 10 } }
  readonly linearizer: { indexers: { core: { key: Uint8Array }; length: number }[] }
  /** How often it was asked to sign. */
  asked = 0
  /** False while a null block would help nobody. */
  helps = true

  constructor(own: number, indexers: number[]) {
    this.local = { key: keyOf(own), length: 1 }
    this.linearizer = { indexers: indexers.map((n) => ({ core: { key: keyOf(n) }, length: 1 })) }
  }

  /** Appends a null block if that helps to sign something, as Autobase would. */
  async ack(): Promise<void> {
    this.asked++
    const { length, signedLength } = this.view.core
    if (this.helps && signedLength < length) this.write(this.local.key[0]!)
  }

  /** The view grows by a block; whoever wrote it is not told. */
  grow(): void {
    this.view.core.length++
  }

  sign(): void {
    this.view.core.signedLength = this.view.core.length
  }

  /** That one is no indexer any more. */
  remove(n: number): void {
    const left = this.linearizer.indexers.filter(({ core }) => !b4a.equals(core.key, keyOf(n)))
    this.linearizer.indexers = left
  }

  /** That indexer has a new block. */
  write(n: number): void {
    const indexer = this.linearizer.indexers.find(({ core }) => b4a.equals(core.key, keyOf(n)))
    if (indexer !== undefined) indexer.length++
    if (b4a.equals(keyOf(n), this.local.key)) this.local.length++
  }
}

/** 32 bytes, in the order of the numbers. */
export function keyOf(n: number): Uint8Array {
  return b4a.alloc(32, n)
}

/** What has happened by the next look, for some looks on end. */
export interface Stretch {
  looks: number
  grows: boolean
  signs: boolean
  /** Indexers that write before each of these looks. */
  writers: number[]
}

export const INDEXERS = [4, 9, 2, 7, 5]
/** Long enough for one that is silent to be missed, and for a sign of life. */
export const stretches = fc.record({
  own: fc.constantFrom(...INDEXERS),
  list: fc.array(
    fc.record({
      looks: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 30, max: 650 })),
      grows: fc.boolean(),
      signs: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      writers: fc.subarray(INDEXERS)
    }),
    { minLength: 1, maxLength: 6 }
  )
})

type AcksOf = new (base: FakeBase) => { look(): Promise<void> }

/** Plays looks by hand; tells for each stretch at which of its looks it was asked to sign. */
export async function playLooks(
  Acks: AcksOf,
  { own, list }: { own: number; list: Stretch[] }
): Promise<Outcome[]> {
  const base = new FakeBase(own, INDEXERS)
  const acks = new Acks(base)
  const outcomes: Outcome[] = []
  for (const { looks, grows, signs, writers } of list) {
    const at: number[] = []
    for (let look = 1; look <= looks; look++) {
      if (grows) base.grow()
      if (signs) base.sign()
      for (const n of writers) base.write(n)
      const before = base.asked
      await acks.look()
      if (base.asked > before) at.push(look)
    }
    outcomes.push({ gives: tellLooks(at) })
  }
  return outcomes
}

export function tellStretches({ own, list }: { own: number; list: Stretch[] }): string[] {
  return list.map(({ looks, grows, signs, writers }) => {
    const parts = [
      grows ? 'the view grows' : 'the view stands still',
      signs && 'all of it is signed',
      writers.length === 0 ? 'no indexer writes' : `indexers ${writers.join(', ')} write`
    ]
    const what = parts.filter(Boolean).join(', ')
    return `indexer ${own} of ${INDEXERS.toSorted((a, b) => a - b).join(', ')} looks ${looks} times (${what})`
  })
}

/** Numbers of looks in words that stay short: 1-3, 8. */
function tellLooks(at: number[]): string {
  if (at.length === 0) return 'it signs at no look'
  const runs: [number, number][] = []
  for (const n of at) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === n - 1) last[1] = n
    else runs.push([n, n])
  }
  const told = runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  return `it signs at look ${told.join(', ')}`
}
