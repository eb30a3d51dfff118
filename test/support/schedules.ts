import * as fc from 'fast-check'

import { plainEntry } from './fixtures.ts'
import type { Entry } from './fixtures.ts'
import { ordinal } from './names.ts'

const PEERS = [0, 1, 2]
const NAMES = ['llama', 'mistral', 'whisper']
const TYPES = ['chat', 'speech']

/** What one peer does, or two of them together. */
export type Step =
  | { do: 'put'; peer: number; names: string[]; type: string }
  | { do: 'meet'; peers: readonly [number, number] }

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      peer: pick(PEERS),
      names: fc.array(pick(NAMES), { minLength: 1, maxLength: 3 }),
      type: pick(TYPES)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('meet' as const),
      peers: pick([
        [0, 1],
        [0, 2],
        [1, 2]
      ] as const)
    })
  }
)
/** Puts and meetings, in an order that can be shortened. */
export const schedules = fc.array(step, { minLength: 3, maxLength: 8 })

/** The drive key counts the steps, so that a message tells which put won; not all have an owner. */
export function entryOf(step: { type: string }, name: string, index: number): Entry {
  const owner = index % 2 === 0 ? null : 'meta'
  return { ...plainEntry(index + 1), name, type: step.type, owner }
}

/** A schedule in sentences. */
export function describe(schedule: Step[]): string[] {
  const lines = schedule.map((step, index) => {
    if (step.do === 'meet')
      return `the ${ordinal(step.peers[0])} and the ${ordinal(step.peers[1])} peer meet`
    return `the ${ordinal(step.peer)} peer puts ${step.names.join(', ')} (${step.type}, drive key ${index + 1})`
  })
  return [...lines, 'then all meet']
}
