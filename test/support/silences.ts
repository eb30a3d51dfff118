import * as fc from 'fast-check'
import b4a from 'b4a'

import type { Outcome } from './oracle.ts'

/** What happens after so many milliseconds: a block, a change of the indexers, a look at the list. */
export interface Moment {
  ms: number
  /** Of this indexer there is a new block; 0: of none. */
  grows: number
  /** Joins if it is out, and leaves if it is in; 0: none. */
  changes: number
  /** False: the base has not told of it yet. */
  update: boolean
  list: boolean
}

const seldom = (value: fc.Arbitrary<number>) => {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: value })
}
const indexer = fc.integer({ min: 1, max: 3 })
export const moments: fc.Arbitrary<Moment[]> = fc
  .array(
    fc.record({
      // A month, too: a silence may be long.
      ms: fc.constantFrom(0, 1, 70, 5000, 3_000_000_000),
      grows: seldom(indexer),
      changes: seldom(indexer),
      update: fc.boolean(),
      list: fc.boolean()
    }),
    { minLength: 1, maxLength: 12 }
  )
  .map((list) => [...list, { ms: 9, grows: 0, changes: 0, update: false, list: true }])

interface Listing {
  list(): { key: Uint8Array; length: number; silence: number }[]
}

/** Plays it beside a clock of its own; tells the list wherever it is asked for. */
export function playSilence(SilenceOf: new (base: never) => Listing, list: Moment[]): Outcome[] {
  const real = performance.now.bind(performance)
  let now = 1000
  performance.now = () => now
  try {
    const indexers = [1, 2].map((byte) => ({ key: b4a.alloc(32, byte), length: byte }))
    const updates: (() => void)[] = []
    const on = (event: string, listener: () => void) => {
      if (event === 'update') updates.push(listener)
    }
    const [own] = indexers
    const silence = new SilenceOf({ on, local: own, system: { indexers } } as never)
    return list.map((moment): Outcome => {
      now += moment.ms
      happen(indexers, moment)
      if (moment.update) for (const tell of updates) tell()
      if (!moment.list) return { gives: 'nobody asked' }
      const members = silence.list().map(({ key, ...rest }) => ({ indexer: key[0]!, ...rest }))
      // No order of the members is promised.
      return { gives: members.toSorted((a, b) => a.indexer - b.indexer) }
    })
  } finally {
    performance.now = real
  }
}

/** Silences where a block has come that no update has told of, and each look at the base takes 2 ms. */
export function slowSilences(SilenceOf: new (base: never) => Listing): number[] {
  const real = performance.now.bind(performance)
  let now = 1000
  performance.now = () => now
  try {
    const indexers = [1, 2].map((byte) => ({ key: b4a.alloc(32, byte), length: byte }))
    const system = {
      get indexers() {
        now += 2
        return indexers
      }
    }
    const silence = new SilenceOf({ on: () => {}, local: indexers[0], system } as never)
    silence.list()
    for (const indexer of indexers) indexer.length++
    return silence.list().map((member) => member.silence)
  } finally {
    performance.now = real
  }
}

function happen(indexers: { key: Uint8Array; length: number }[], { grows, changes }: Moment) {
  const at = (byte: number) => indexers.findIndex(({ key }) => key[0] === byte)
  const growing = indexers[at(grows)]
  if (growing) growing.length++
  if (changes === 0) return
  if (at(changes) >= 0) indexers.splice(at(changes), 1)
  else indexers.push({ key: b4a.alloc(32, changes), length: 4 })
}

export function tellMoments(list: Moment[]): string[] {
  return list.map(({ ms, grows, changes, update, list: asked }) => {
    const parts = [
      `${ms} ms later`,
      grows > 0 && `indexer ${grows}, if it is one, has a new block`,
      changes > 0 && `indexer ${changes} joins or leaves`,
      update && 'the base says update',
      asked && 'list()'
    ]
    return parts.filter(Boolean).join(', ')
  })
}
