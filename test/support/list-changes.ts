import * as fc from 'fast-check'
import b4a from 'b4a'

import { type Outcome, outcome } from './oracle.ts'

/** A change of the lists; key 1 is the owner's. */
export interface ListChange {
  do: 'allow' | 'deny'
  key: number
  options: { admin: boolean } | undefined
}

interface Lists {
  readonly writers: Uint8Array[]
  readonly admins: Uint8Array[]
  allow(key: Uint8Array, options?: { admin: boolean }): Promise<unknown>
  deny(key: Uint8Array, options?: { admin: boolean }): Promise<unknown>
}

export const listChanges: fc.Arbitrary<ListChange[]> = fc.array(
  fc.record({
    do: fc.constantFrom('allow' as const, 'deny' as const),
    key: fc.integer({ min: 1, max: 3 }),
    options: fc.constantFrom(undefined, { admin: true }, { admin: false })
  }),
  { minLength: 1, maxLength: 12 }
)

/** Makes the changes one after the other; tells how each ended, and what the lists are then. */
export async function playLists(access: Lists, list: ListChange[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { do: change, key, options } of list) {
    const ended = await outcome(() => access[change](b4a.alloc(32, key), options))
    const named = (keys: Uint8Array[]) => keys.map(([byte = 0]) => byte).sort((a, b) => a - b)
    const lists = { writers: named(access.writers), admins: named(access.admins) }
    outcomes.push({ gives: { error: 'throws' in ended ? ended.throws : null, ...lists } })
  }
  return outcomes
}

export function tellListChanges(list: ListChange[]): string[] {
  return list.map(({ do: change, key, options }) => {
    const where = options === undefined ? '' : `, { admin: ${options.admin} }`
    return `${change}(${key === 1 ? 'the owner’s key' : `key ${key}`}${where})`
  })
}
