import type { BlockEvent, BlockId, DifferenceEvent, Letter, PeerEvent } from './trace.ts'

export interface WriterState {
  id: Letter
  key: string
  member: boolean
  indexer: boolean
  /** True for an indexer that has not written, and does not count yet. */
  pending: boolean
}

export interface PeerState {
  id: Letter
  name: string
  role: PeerEvent['role']
  up: boolean
  /** Why it is down. */
  reason: string
  order: BlockId[]
  ends: number[]
  /** How many blocks stand before the first of `order`. */
  first: number
  /** Signed length of the system core. */
  signed: number
  view: { key: string; length: number }
  members: { writers: Letter[]; indexers: Letter[]; pending: Letter[] }
  /** Blocks that were cut back and applied again at some time. */
  replayed: Set<BlockId>
  links: Set<Letter>
  rows: string[] | null
  status: string[]
}

/** What the newest event changed. */
export interface Change {
  peer: Letter | null
  /** Blocks that a peer had not applied before. */
  fresh: Set<BlockId>
  /** Blocks that a peer had applied, cut back and applied again. */
  again: Set<BlockId>
  /** How many blocks were cut off. */
  cut: number
  /** By how many blocks the signed line moved. */
  signed: number
  rotated: boolean
}

/** All that the picture shows at one moment. */
export interface State {
  title: string
  writers: Map<Letter, WriterState>
  blocks: Map<BlockId, BlockEvent>
  peers: Map<Letter, PeerState>
  note: string
  /** Whose core the newest entries of all instances stand in, where one appends for all. */
  lead: Letter | null
  difference: DifferenceEvent | null
  change: Change
  /** True if the trace tells who is connected with whom. */
  linked: boolean
}

export function emptyState(): State {
  const [writers, blocks, peers] = [new Map(), new Map(), new Map()]
  return {
    title: '',
    writers,
    blocks,
    peers,
    note: '',
    lead: null,
    difference: null,
    change: noChange(null),
    linked: false
  }
}

/** The peers as they are drawn: those whose order is known stand first, and those that are gone nowhere. */
export function sortedPeers(state: State): PeerState[] {
  const bare = ({ order }: PeerState) => Number(order.length === 0)
  const shown = [...state.peers.values()].filter((peer) => {
    const writer = state.writers.get(peer.id)
    return !writer || !isGone(writer, peer)
  })
  return shown.sort((a, b) => bare(a) - bare(b) || byLetter(a.id, b.id))
}

/** True for an instance that was taken out and has ended: it does not come back. */
export function isGone({ member }: WriterState, peer: PeerState | undefined): boolean {
  return !member && peer !== undefined && !peer.up && peer.order.length === 0
}

export function byLetter(a: Letter, b: Letter): number {
  return a.length - b.length || (a < b ? -1 : 1)
}

/** How many blocks of a peer's order are signed; they stand first. */
export function signedCount({ ends, signed }: PeerState): number {
  return ends.findLastIndex((end) => end <= signed) + 1
}

export function noChange(peer: Letter | null): Change {
  return { peer, fresh: new Set(), again: new Set(), cut: 0, signed: 0, rotated: false }
}
