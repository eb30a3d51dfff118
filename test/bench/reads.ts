import b4a from 'b4a'

import type { RegistryView } from '../meta/support/last.ts'
import { entryOf, nameOf } from './entries.ts'
import { timed } from './figures.ts'

const LOOK_UPS = 300

/** Milliseconds of each look-up, in a view that holds the entries of these numbers. */
export async function lookUp(view: RegistryView, size: number) {
  const names: number[] = []
  const types: number[] = []
  const keys: number[] = []
  for (let at = 0; at < LOOK_UPS; at++) {
    const number = (at * 37) % size
    names.push((await timed(() => view.get(nameOf(number)))).ms)
    types.push((await timed(() => first(view.findByType(entryOf(number).type)))).ms)
    keys.push((await timed(() => first(view.findByDriveKey(b4a.alloc(32, number % 255))))).ms)
  }
  const list = await timed(() => countOf(view.findByType('type-0')))
  return { names, types, keys, list: list.ms }
}

async function first(entries: AsyncIterable<unknown>): Promise<unknown> {
  for await (const entry of entries) return entry
  return null
}

async function countOf(entries: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of entries) count++
  return count
}
