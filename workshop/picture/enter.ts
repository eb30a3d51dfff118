import { signedCount } from './state.ts'
import type { PeerState, State, WriterState } from './state.ts'
import type { Event, EventOf, Letter, PeerEvent } from './trace.ts'

/** Blocks of an order that a state keeps; the older ones are only counted. */
const KEPT = 400
/** Blocks that a state has at most, if the orders need no more. */
const MAX_BLOCKS = 4000

/** Takes an event into the state, in place. */
export function enter(state: State, event: Event): void {
  switch (event.type) {
    case 'trace':
      state.title = event.title
      return
    case 'writer':
      state.writers.set(event.id, newWriter(event))
      return
    case 'peer':
      return enterPeer(state, event)
    case 'block':
      state.blocks.set(event.id, event)
      if (state.blocks.size > MAX_BLOCKS) forgetBlocks(state)
      return
    case 'order':
      return enterOrder(state, event)
    case 'members':
      return enterMembers(state, event)
    case 'link':
      state.linked = true
      link(state, event.a, event.b, event.up)
      link(state, event.b, event.a, event.up)
      return
    case 'note':
      state.note = event.text
      return
    case 'lead':
      state.lead = event.id
      return
    case 'difference':
      state.difference = event
      return
    case 'begin':
      return
    default:
      return enterPeerFact(state, event)
  }
}

function enterPeerFact(state: State, event: EventOf<'rows' | 'status' | 'peer-state'>): void {
  const peer = state.peers.get(event.peer)
  if (!peer) return
  if (event.type === 'rows') peer.rows = event.rows
  if (event.type === 'status') peer.status = event.lines
  if (event.type === 'peer-state') {
    peer.up = event.up
    peer.reason = event.reason
    if (!event.up) for (const other of peer.links) link(state, other, peer.id, false)
    if (!event.up) peer.links.clear()
  }
}

function enterPeer(state: State, { id, name, role }: PeerEvent): void {
  const known = state.peers.get(id)
  if (known) return void Object.assign(known, { name, role })
  const fresh: PeerState = {
    id,
    name,
    role,
    up: true,
    reason: '',
    order: [],
    ends: [],
    first: 0,
    signed: 0,
    view: { key: '', length: 0 },
    members: { writers: [], indexers: [], pending: [] },
    replayed: new Set(),
    links: new Set(),
    rows: null,
    status: []
  }
  state.peers.set(id, fresh)
}

function enterOrder(state: State, event: EventOf<'order'>): void {
  const peer = state.peers.get(event.peer)
  if (!peer) return
  const before = signedCount(peer) + peer.first
  // An order that is told from its start again: the reader has jumped ahead.
  if (event.keep === 0) peer.first = event.before
  const at = Math.max(0, event.before + event.keep - peer.first)
  const dropped = new Set(peer.order.splice(at))
  peer.ends.splice(at)
  peer.order.push(...event.add)
  peer.ends.push(...event.ends)
  // Rows are those of an order: until they are told again, nobody knows what it reads.
  if (dropped.size > 0 || event.add.length > 0) peer.rows = null
  const rotated = peer.view.key !== '' && peer.view.key !== event.view.key
  Object.assign(peer, { signed: event.signed, view: event.view })
  const signed = signedCount(peer) + peer.first - before
  state.change = {
    peer: peer.id,
    fresh: new Set(event.add.filter((id) => !dropped.has(id))),
    again: new Set(event.add.filter((id) => dropped.has(id))),
    cut: dropped.size,
    signed: Math.max(0, signed),
    rotated
  }
  for (const id of state.change.again) peer.replayed.add(id)
  if (peer.order.length > 2 * KEPT) {
    peer.first += peer.order.length - KEPT
    peer.order.splice(0, peer.order.length - KEPT)
    peer.ends.splice(0, peer.ends.length - KEPT)
    peer.replayed = new Set(peer.order.filter((id) => peer.replayed.has(id)))
  }
}

function newWriter({ id, key }: EventOf<'writer'>): WriterState {
  return { id, key, member: false, indexer: false, pending: false }
}

/** Half of them go, the oldest, as far as no order has them any more. */
function forgetBlocks({ blocks, peers }: State): void {
  const needed = new Set([...peers.values()].flatMap(({ order }) => order))
  const old = [...blocks.keys()].slice(0, MAX_BLOCKS / 2)
  for (const id of old) if (!needed.has(id)) blocks.delete(id)
}

/** Lanes show the members as our peers have them, where there are any of ours. */
function enterMembers(state: State, event: EventOf<'members'>): void {
  const { writers, indexers, pending } = event
  const peer = state.peers.get(event.peer)
  if (peer) peer.members = { writers, indexers, pending }
  const ours = [...state.peers.values()].some(({ role }) => role === 'ours')
  if (peer?.role === 'yours' && ours) return
  for (const writer of state.writers.values()) {
    writer.member = writers.includes(writer.id)
    writer.indexer = indexers.includes(writer.id)
    writer.pending = pending.includes(writer.id)
  }
}

function link(state: State, from: Letter, to: Letter, up: boolean): void {
  const links = state.peers.get(from)?.links
  if (up) links?.add(to)
  else links?.delete(to)
}
