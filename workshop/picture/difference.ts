import { compare } from './compare.ts'
import type { Found } from './compare.ts'
import { expectedRows, lineOf } from './expected.ts'
import type { ExpectedRow } from './expected.ts'
import { blockName } from './names.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, DifferenceEvent, Letter } from './trace.ts'

export type Difference = Omit<DifferenceEvent, 'at' | 'type'>
/** What HyperDB says to a flush while something is still being put. */
const NOT_AWAITED = /in progress, refusing to commit/

/**
 * What is wrong with your peer's view now, against its own order and against ours; null if nothing
 * is. Asked after each step of a play, the first answer is the first difference.
 */
export function findDifference(state: State, yours: Letter): Difference | null {
  const peer = state.peers.get(yours)
  const ours = [...state.peers.values()].filter(({ role }) => role === 'ours')
  const twin = ours.find(({ order }) => order.join() === peer?.order.join()) ?? ours[0]
  if (!peer || !twin) return null
  const found = stopped(state, peer, ours) ?? wrongRows(state, peer) ?? compare(state, peer, twin)
  return found && { yours, ours: twin.id, ...found }
}

function stopped(state: State, peer: PeerState, ours: PeerState[]): Found | null {
  if (peer.up || peer.reason === '') return null
  const has = new Set(peer.order)
  const next = ours.flatMap(({ order }) => order).find((id) => !has.has(id)) ?? null
  const where = next ? ` at ${blockName(state, next)}` : ''
  const why = NOT_AWAITED.test(peer.reason) ? ' A put or delete in apply is not awaited.' : ''
  return { block: next, sentence: `Your peer stopped${where}: ${peer.reason}.${why}` }
}

function wrongRows(state: State, peer: PeerState): Found | null {
  const expected = expectedRows(state, peer)
  if (expected === null || peer.rows === null) return null
  const rows = peer.rows
  if (rows.length === 0 && expected.size > 0) return nothing(state, [...expected.values()])
  // One that stood first in its call of apply leaves fewer explanations.
  const before = ({ block }: ExpectedRow) => sameCall(peer, block).length
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
  const before = sameCall(peer, block)
  if (peer.replayed.has(block)) {
    return {
      block,
      sentence: `${what}: it cut ${block} back, applied it again, and did not store it the second time. Something outside the view remembers.`
    }
  }
  if (before.length > 0) {
    return {
      block,
      sentence: `${what}: apply ended before ${block}, which came in one call with ${before.join(', ')}, or did not store it.`
    }
  }
  return { block, sentence: `${what}: apply passed over ${blockName(state, block)}.` }
}

/** It reads the entry of that name, and not as the last put of its order says. */
function another(state: State, peer: PeerState, row: ExpectedRow, seen: string): Found {
  const { block, name } = row
  const other = peer.order.find((id) => {
    const put = state.blocks.get(id)
    return put?.op === 'put-entry' && lineOf(put) === seen
  })
  if (other === undefined) {
    const mixed = mixedWith(state, peer, row, seen)
    if (mixed !== null) {
      const sentence = `Your peer reads ${seen}, one part as ${mixed} put it and the other as ${block}: a put replaces the whole entry.`
      return { block, sentence }
    }
    return {
      block,
      sentence: `Your peer reads ${seen}, and no block says that: apply took it from somewhere else, like a clock, a random number or a variable.`
    }
  }
  const what = `Your peer reads ${name} as ${other} put it, and ${block} comes later in its order`
  if (peer.replayed.has(block)) {
    return {
      block,
      sentence: `${what}: it cut ${block} back, applied it again, and did not store it the second time. Something outside the view remembers.`
    }
  }
  const before = sameCall(peer, block)
  const or =
    before.length > 0
      ? `, or ended before ${block}, which came in one call with ${before.join(', ')}`
      : ''
  return { block, sentence: `${what}: apply kept the earlier put${or}.` }
}

/** An earlier put of the name whose owner or description is read with the rest of the last one; null if none is. */
function mixedWith(state: State, peer: PeerState, row: ExpectedRow, seen: string): BlockId | null {
  const head = / \(.*?, drive key .*?\)/.exec(row.line)?.[0] ?? ''
  const [name, rest = ''] = seen.split(head)
  if (head === '' || name !== row.name || rest === '') return null
  const found = peer.order.find((id) => {
    const put = state.blocks.get(id)
    return put?.op === 'put-entry' && put.name === row.name && lineOf(put).endsWith(rest)
  })
  return found ?? null
}

/** The blocks that came before it in the same call of apply. */
function sameCall({ order, ends }: PeerState, id: BlockId): BlockId[] {
  const at = order.indexOf(id)
  return order.slice(0, at).filter((_, place) => ends[place] === ends[at])
}
