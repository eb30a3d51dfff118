import { compare } from './compare.ts'
import type { Found } from './compare.ts'
import { blockName } from './names.ts'
import type { PeerState, State } from './state.ts'
import type { DifferenceEvent, Letter } from './trace.ts'
import { wrongRows } from './wrong-rows.ts'

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
