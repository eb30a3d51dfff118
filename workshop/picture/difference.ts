import { expectedRows, lineOf } from './expected.ts'
import type { ExpectedRow } from './expected.ts'
import { blockName, shownText } from './names.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, DifferenceEvent, Letter } from './trace.ts'

export type Difference = Omit<DifferenceEvent, 'at' | 'type'>
interface Found {
  block: BlockId | null
  sentence: string
}

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
  return { block: next, sentence: `Your peer stopped${where}: ${peer.reason}.` }
}

function wrongRows(state: State, peer: PeerState): Found | null {
  const expected = expectedRows(state, peer)
  if (expected === null || peer.rows === null) return null
  const rows = peer.rows
  if (rows.length === 0 && expected.size > 0) return nothing(state, [...expected.values()])
  for (const row of expected.values()) {
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
    sentence: `Your peer reads ${extra}, and no block in its order put it: it came into the view past apply, or outlived a cut.`
  }
}

function nothing(state: State, rows: ExpectedRow[]): Found {
  const [first] = rows
  return {
    block: first!.block,
    sentence: `Your peer applied ${blockName(state, first!.block)}, and its view holds nothing: apply did not store it, or did not flush, or wrote to another view than the one that it was given.`
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
      sentence: `${what}: ${before.join(', ')} and ${block} came in one apply, and not all of its nodes were stored.`
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

/** Two peers with one order must have one view, and the same members. */
function compare(state: State, peer: PeerState, twin: PeerState): Found | null {
  if (peer.order.join() !== twin.order.join()) return null
  return wrongMembers(state, peer, twin) ?? wrongLength(peer, twin)
}

function wrongMembers(state: State, peer: PeerState, twin: PeerState): Found | null {
  const [yours, ours] = [peer.members, twin.members]
  for (const role of ['writers', 'indexers'] as const) {
    const changed = [...yours[role], ...ours[role]].find((letter) => {
      return yours[role].includes(letter) !== ours[role].includes(letter)
    })
    if (changed === undefined) continue
    const block =
      peer.order.findLast((id) => shownText(state, state.blocks.get(id)?.name ?? '') === changed) ??
      null
    const says = yours[role].includes(changed) ? 'counts' : 'does not count'
    const who = role === 'writers' ? 'a writer' : 'an indexer'
    const after = block ? `After ${blockName(state, block)} your` : 'Your'
    return { block, sentence: `${after} peer ${says} ${changed} as ${who}, unlike ours.` }
  }
  return null
}

function wrongLength(peer: PeerState, twin: PeerState): Found | null {
  if (peer.view.length === twin.view.length) return null
  const more = peer.view.length > twin.view.length
  return {
    block: peer.order.at(-1) ?? null,
    sentence: `The same order makes ${peer.view.length} blocks in your peer's view and ${twin.view.length} in ours: apply ${more ? 'stored more, or flushed more often' : 'stored less, or flushed less often'}.`
  }
}

/** The blocks that came before it in the same call of apply. */
function sameCall({ order, ends }: PeerState, id: BlockId): BlockId[] {
  const at = order.indexOf(id)
  return order.slice(0, at).filter((_, place) => ends[place] === ends[at])
}
