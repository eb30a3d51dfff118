import type { Found } from './compare.ts'
import { expectedRows, lineOf } from './expected.ts'
import type { ExpectedRow } from './expected.ts'
import { mixedFrom } from './mixed.ts'
import { blockName } from './names.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId } from './trace.ts'

const AGAIN =
  'applied it again, and did not store it the second time. Something outside the view remembers.'

/** What is wrong with the rows that a peer reads, against its own order; null if nothing is. */
export function wrongRows(state: State, peer: PeerState): Found | null {
  const expected = expectedRows(state, peer)
  if (expected === null || peer.rows === null) return null
  const rows = peer.rows
  if (rows.length === 0 && expected.size > 0) return nothing(state, [...expected.values()])
  // One that stood first in its call of apply leaves fewer explanations.
  const before = ({ block }: ExpectedRow) => callOf(peer, block).indexOf(block)
  for (const row of [...expected.values()].sort((a, b) => before(a) - before(b))) {
    const same = rows.filter((line) => line.startsWith(`${row.name} (`))
    if (same.length > 1) {
      return {
        block: row.block,
        sentence: `Your peer has ${row.name} twice: a put replaces the entry of that name.`
      }
    }
    if (same[0] === row.line) continue
    return same[0] === undefined ? missing(state, peer, row) : another(state, peer, row, same[0])
  }
  const extra = rows.find((line) => ![...expected.values()].some((row) => row.line === line))
  if (extra === undefined) return null
  return {
    block: null,
    sentence: `Your peer reads ${extra}, and no block in its order put it: it came into the view past apply, outlived a cut, or was kept outside the view, in a variable.`
  }
}

function nothing(state: State, rows: ExpectedRow[]): Found {
  const [first] = rows
  return {
    block: first!.block,
    sentence: `Your peer applied ${blockName(state, first!.block)}, and its view holds nothing: apply did not store it (does something outside the view remember?), or did not flush, or wrote to another view than the one that it was given.`
  }
}

function missing(state: State, peer: PeerState, { block, name }: ExpectedRow): Found {
  const what = `Your peer does not have ${name}, which ${block} put`
  if (peer.replayed.has(block))
    return { block, sentence: `${what}: it cut ${block} back, ${AGAIN}` }
  const call = callSentence(state, peer, block)
  if (call !== null) return { block, sentence: `${what}. ${call}` }
  return { block, sentence: `${what}: apply passed over ${blockName(state, block)}.` }
}

/** It reads the entry of that name, and not as the last put of its order says. */
function another(state: State, peer: PeerState, row: ExpectedRow, seen: string): Found {
  const { block, name } = row
  const other = peer.order.find((id) => {
    const put = state.blocks.get(id)
    return put?.op === 'put-entry' && lineOf(put) === seen
  })
  if (other === undefined) return { block, sentence: unknown(state, peer, row, seen) }
  const what = `Your peer reads ${name} as ${other} put it, though ${block} comes later in its order and puts ${name} too`
  if (peer.replayed.has(block))
    return { block, sentence: `${what}: it cut ${block} back, ${AGAIN}` }
  const call = callSentence(state, peer, block)
  return {
    block,
    sentence: `${what}. ${call ?? `Apply got ${block} alone, and kept the earlier put.`}`
  }
}

/** What no put says as a whole: parts of several puts, or something that no block has. */
function unknown(state: State, peer: PeerState, row: ExpectedRow, seen: string): string {
  const mixed = mixedFrom(state, peer, row, seen)
  if (mixed === null)
    return `Your peer reads ${seen}, and no block says that: apply took it from somewhere else, like a clock, a random number or a variable.`
  const parts = [...mixed].map(([id, fields]) => `${list(fields)} from ${id}`)
  return `Your peer reads ${seen}: ${parts.join(', ')}. ${row.block} is the last put of ${row.name} in its order, and a put replaces the whole entry.`
}

/** Which blocks of a call of apply are in the view, in plain words; null for a block that came alone. */
function callSentence(state: State, peer: PeerState, block: BlockId): string | null {
  const call = callOf(peer, block)
  if (call.length < 2) return null
  const rows = peer.rows ?? []
  const puts = call.flatMap((id) => {
    const put = state.blocks.get(id)
    if (put?.op !== 'put-entry') return []
    const stored = rows.includes(lineOf(put))
    // Of a put that a later one of the call replaces, nobody can tell.
    return stored || !replaced(state, call, id) ? [{ id, name: put.name, stored }] : []
  })
  const stored = puts.flatMap((put) => (put.stored ? [put.id] : []))
  const lost = puts.filter((put) => !put.stored)
  const got = `One call of apply got ${list(call)}`
  const lacks = list(lost.map(({ id }) => id))
  const last = stored.at(-1)
  if (last === undefined) return `${got}, and the view has nothing of ${lacks}.`
  const view = `${got}. The view has ${list(stored)}, and not ${lacks}`
  const later = (id: BlockId) => call.indexOf(id) > call.indexOf(last)
  if (!lost.every(({ id }) => later(id))) return `${view}: apply went on, and left out ${lacks}.`
  // A name that is not read at all was not kept from an earlier put. For one that is, both fit.
  const unread = lost.some(({ name }) => !rows.some((row) => row.startsWith(`${name} (`)))
  return `${view}: apply stopped after ${last}${unread ? '' : ', or kept the earlier put'}.`
}

function replaced(state: State, call: BlockId[], id: BlockId): boolean {
  const name = state.blocks.get(id)?.name
  return call.slice(call.indexOf(id) + 1).some((later) => state.blocks.get(later)?.name === name)
}

/** The blocks that came in one call of apply with this one, itself too. */
function callOf({ order, ends }: PeerState, id: BlockId): BlockId[] {
  const end = ends[order.indexOf(id)]
  return order.filter((_, place) => ends[place] === end)
}

function list(words: string[]): string {
  const [last = '', ...others] = [...words].reverse()
  return others.length > 0 ? `${others.reverse().join(', ')} and ${last}` : last
}
