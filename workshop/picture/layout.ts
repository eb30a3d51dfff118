import { ranks } from './columns.ts'
import type { Drawing, Lane, Link, Mark, Row } from './drawing.ts'
import { change, mark } from './mark.ts'
import type { Sheet } from './mark.ts'
import { downText, nameOf, shortKey } from './names.ts'
import { byLetter, isGone, signedCount, sortedPeers } from './state.ts'
import type { PeerState, State } from './state.ts'
import { seqOf, writerOf } from './trace.ts'
import type { BlockId, Letter } from './trace.ts'

/** Width of a block with its name below it: at least, and where there is room. */
export const CELL = 62
const WIDE_CELL = 124
/** The heights of a lane and of an order. */
export const LANE = 58
export const ROW = 70
const TOP = 6
/** Blocks that are drawn of a long trace: the newest ones. */
const SHOWN = 120

/** The widest cell with which all blocks of a state fit side by side; at least `CELL`. */
export function cellFor(state: State, width: number): number {
  const { lanesWidth, rowsWidth } = layout(state)
  const columns = Math.max(lanesWidth, rowsWidth) / CELL
  return Math.max(CELL, Math.min(WIDE_CELL, Math.floor(width / columns)))
}

export function layout(state: State, cell = CELL): Drawing {
  const orders = sortedPeers(state)
  const sheet = { state, cell }
  const shown = newest(state, orders)
  const writers = lanesOf(state, shown)
  const columns = ranks(state, shown)
  const blocks = shown.map((id) => {
    const lane = writers.findIndex((letter) => letter === writerOf(id))
    return mark(sheet, id, columns.get(id) ?? 0, y(lane, LANE), change(state, id, null))
  })
  const rows = orders.map((peer, at) => rowOf(sheet, peer, at))
  return {
    lanesWidth: (Math.max(1, ...columns.values()) + 1) * cell,
    rowsWidth: Math.max(2, ...rows.map(({ marks }) => marks.length)) * cell,
    lanes: writers.map((id, at) => lane(state, id, at)),
    lanesHeight: 2 * TOP + writers.length * LANE,
    blocks,
    links: linksOf(state, blocks),
    rows
  }
}

/** Blocks of all orders, the newest, so that each comes after those that it builds on. */
function newest(state: State, peers: PeerState[]): BlockId[] {
  const ids = new Set(peers.flatMap(({ order }) => order.slice(-SHOWN)))
  const known = [...state.blocks.keys()].filter((id) => ids.has(id))
  return known.slice(-SHOWN)
}

/** Lanes of those who have written what is shown, of the members, and of the peers. */
function lanesOf(state: State, shown: BlockId[]): Letter[] {
  const peers = sortedPeers(state).flatMap(({ id }) => (state.writers.has(id) ? [id] : []))
  const members = [...state.writers.values()].filter(({ member }) => member).map(({ id }) => id)
  return [...new Set([...shown.map(writerOf), ...members, ...peers])].sort(byLetter)
}

function linksOf(state: State, blocks: Mark[]): Link[] {
  const places = new Map(blocks.map((block) => [block.id, block]))
  return blocks.flatMap((block) => {
    const own = `${block.writer}${seqOf(block.id) - 1}`
    const heads = new Set([own, ...(state.blocks.get(block.id)?.heads ?? [])])
    return [...heads].flatMap((head): Link[] => {
      const to = places.get(head)
      if (!to) return []
      return [{ id: `${block.id}-${head}`, from: block.id, to: head, path: curve(to, block) }]
    })
  })
}

function curve(from: Mark, to: Mark): string {
  const middle = (from.x + to.x) / 2
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}

function rowOf(sheet: Sheet, peer: PeerState, at: number): Row {
  const { state, cell } = sheet
  const order = peer.order.slice(-SHOWN)
  const hidden = peer.order.length - order.length
  const signed = signedCount(peer)
  const line = Math.max(0, signed - hidden)
  return {
    id: peer.id,
    y: at * ROW,
    name: nameOf(state, peer.id),
    role: peer.role,
    up: peer.up,
    differs: state.difference?.yours === peer.id,
    facts: factsOf(state, peer),
    marks: order.map((id, place) => mark(sheet, id, place, y(0, ROW), change(state, id, peer.id))),
    signed: signed > 0 ? line * cell : null,
    signedText: `${peer.first + signed} of ${peer.first + peer.order.length} signed`,
    more: hidden > 0 || peer.first > 0
  }
}

function factsOf(state: State, peer: PeerState): string[] {
  if (!peer.up) return [downText(peer.reason)]
  if (peer.status.length > 0) return peer.status
  const links = [...peer.links].sort(byLetter).join(', ')
  const view = `view: ${peer.view.length} blocks, ${shortKey(peer.view.key)}`
  return state.linked ? [`connected with ${links || 'nobody'}`, view] : [view]
}

function lane(state: State, id: Letter, at: number): Lane {
  const writer = state.writers.get(id)
  const signs = writer?.pending ? 'indexer to be' : 'indexer'
  const peer = state.peers.get(id)
  const down = peer ? !peer.up : false
  const [why = ''] = downText(peer?.reason ?? '').split(':')
  if (writer && isGone(writer, peer)) return { id, y: y(at, LANE), role: 'removed', down: false }
  if (down) return { id, y: y(at, LANE), role: why, down }
  const role = writer?.indexer ? signs : writer?.member ? 'writer' : 'not a writer'
  return { id, y: y(at, LANE), role: state.lead === id ? `${role}, lead` : role, down }
}

function y(lane: number, height: number): number {
  return TOP + lane * height + 24
}
