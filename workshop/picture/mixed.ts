import { lineOf } from './expected.ts'
import type { ExpectedRow } from './expected.ts'
import type { PeerState, State } from './state.ts'
import type { BlockEvent, BlockId } from './trace.ts'

/** The fields of an entry, as sentences name them. */
const FIELDS = { type: 'type', driveKey: 'drive key', owner: 'owner', description: 'description' }
const KEYS = Object.keys(FIELDS) as (keyof typeof FIELDS)[]
/** Puts of one name that are tried: all fields of each with all fields of the others. */
const MAX_PUTS = 6

/** Which fields of what is read come from which put, where it takes several puts to say it; else null. */
export function mixedFrom(
  state: State,
  { order }: PeerState,
  { block, name }: ExpectedRow,
  seen: string
): Map<BlockId, string[]> | null {
  const puts = order.flatMap((id) => {
    const put = state.blocks.get(id)
    return put?.op === 'put-entry' && put.name === name ? [put] : []
  })
  const last = puts.findLast(({ id }) => id === block)
  if (!last) return null
  const newest = [last, ...puts.reverse().filter((put) => put !== last)].slice(0, MAX_PUTS)
  const found = search(newest, {}, seen)
  if (!found) return null
  const fields = new Map<BlockId, string[]>()
  for (const key of KEYS) {
    const [value, id] = [found.fields[key] ?? '', found.from[key]!]
    // That both leave a field out says nothing.
    if (value === '' && (last.fields[key] ?? '') === '') continue
    fields.set(id, [...(fields.get(id) ?? []), value === '' ? `no ${FIELDS[key]}` : FIELDS[key]])
  }
  return fields
}

interface Choice {
  fields: Record<string, string>
  from: Record<string, BlockId>
}

/** Each field as the newest put has it with which the whole is what is read. */
function search(
  puts: BlockEvent[],
  chosen: Record<string, BlockEvent>,
  seen: string
): Choice | null {
  const key = KEYS.find((each) => chosen[each] === undefined)
  if (key === undefined) {
    const pairs = Object.entries(chosen)
    const fields = Object.fromEntries(pairs.map(([each, put]) => [each, put.fields[each] ?? '']))
    if (lineOf({ ...puts[0]!, fields }) !== seen) return null
    return { fields, from: Object.fromEntries(pairs.map(([each, { id }]) => [each, id])) }
  }
  const tried = new Set<string>()
  for (const put of puts) {
    const value = put.fields[key] ?? ''
    if (tried.has(value)) continue
    tried.add(value)
    const found = search(puts, { ...chosen, [key]: put }, seen)
    if (found) return found
  }
  return null
}
