import type { PeerState, State } from './state.ts'
import type { Event, Letter } from './trace.ts'

/** Events that make this state: what stands for all that came before it. */
export function snapshot(state: State, at: number): Event[] {
  const peers = [...state.peers.values()]
  const links = peers.flatMap(({ id, links }) => [...links].map((other) => pair(id, other)))
  return [
    { type: 'trace', at, version: 1, title: state.title },
    ...[...state.writers.values()].map(({ id, key }): Event => ({ type: 'writer', at, id, key })),
    ...state.blocks.values(),
    ...peers.flatMap((peer) => eventsOf(peer, at)),
    ...(state.linked ? parted(peers, at) : []),
    ...[...new Set(links)].map((link): Event => {
      const [a = '', b = ''] = link.split(' ')
      return { type: 'link', at, a, b, up: true }
    }),
    ...(state.lead === null ? [] : [{ type: 'lead' as const, at, id: state.lead }]),
    ...(state.difference ? [state.difference] : [])
  ]
}

function eventsOf(peer: PeerState, at: number): Event[] {
  const { id, name, role, up, reason, order, ends, first: before, signed, view } = peer
  const { members, rows, status } = peer
  const events: Event[] = [{ type: 'peer', at, id, name, role }]
  if (members.writers.length > 0) events.push({ type: 'members', at, peer: id, ...members })
  if (view.key !== '')
    events.push({ type: 'order', at, peer: id, keep: 0, add: order, ends, before, signed, view })
  if (rows) events.push({ type: 'rows', at, peer: id, rows })
  if (status.length > 0) events.push({ type: 'status', at, peer: id, lines: status })
  if (!up) events.push({ type: 'peer-state', at, peer: id, up, reason })
  return events
}

/** That nobody is connected is told too, where a trace tells who is. */
function parted([one, other]: PeerState[], at: number): Event[] {
  return one && other ? [{ type: 'link', at, a: one.id, b: other.id, up: false }] : []
}

function pair(a: Letter, b: Letter): string {
  return [a, b].sort().join(' ')
}
