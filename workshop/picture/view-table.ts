import { expectedRows, lineOf } from './expected.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, Letter } from './trace.ts'

/** What one peer reads under one name. */
export interface ViewCell {
  /** Null where it is not known what the peer reads. */
  lines: string[] | null
  /** The newest put in the peer's order that says this; null if none does. */
  put: BlockId | null
  /** What the peer's order asks for, where it reads something else: a put, nothing, or what ours reads. */
  wants: string | null
}

export interface ViewRow {
  name: string
  cells: ViewCell[]
}

/** What all peers read, one row per name. */
export interface ViewTable {
  peers: PeerState[]
  rows: ViewRow[]
}

export function viewTable(state: State): ViewTable {
  const all = [...state.peers.values()]
  if (all.every(({ rows }) => rows === null)) return { peers: [], rows: [] }
  const peers = all.filter(({ role }) => role !== 'reader')
  const names = new Set(peers.flatMap(({ rows }) => (rows ?? []).map((row) => nameIn(state, row))))
  for (const peer of peers) {
    if (peer.rows === null) continue
    for (const name of expectedRows(state, peer)?.keys() ?? []) names.add(name)
  }
  const rows = [...names].sort().map((name) => {
    return { name, cells: peers.map((peer) => cellOf(state, peer, name)) }
  })
  return { peers, rows }
}

/** The name that a row is about: one that some block puts, or what stands before its bracket. */
export function nameIn(state: State, row: string): string {
  const names = [...state.blocks.values()].map(({ name }) => name)
  const known = names.filter((name) => row.startsWith(`${name} (`))
  const [longest = row.split(' (')[0] ?? row] = known.sort((a, b) => b.length - a.length)
  return longest
}

/** One of ours that has your order: it reads what is right. */
function twinOf(state: State, peer: PeerState): PeerState | null {
  if (peer.role !== 'yours') return null
  const order = peer.order.join()
  const same = ({ role, order: theirs, rows }: PeerState) =>
    role === 'ours' && rows !== null && theirs.join() === order
  return [...state.peers.values()].find(same) ?? null
}

function cellOf(state: State, peer: PeerState, name: string): ViewCell {
  const lines = linesUnder(state, peer, name)
  const [line] = lines ?? []
  const puts = peer.order.filter((id) => {
    const block = state.blocks.get(id)
    return block?.op === 'put-entry' && block.name === name && lineOf(block) === line
  })
  return { lines, put: puts.at(-1) ?? null, wants: wanted(state, peer, name, lines) }
}

/** Against a peer's own order, whoever it has met: those that are apart may read different rows. */
function wanted(
  state: State,
  peer: PeerState,
  name: string,
  lines: string[] | null
): string | null {
  if (lines === null || peer.role === 'ours') return null
  const expected = expectedRows(state, peer)
  const row = expected?.get(name)
  const twin = expected ? null : twinOf(state, peer)
  const right = twin ? linesUnder(state, twin, name) : expected && (row ? [row.line] : [])
  if (!right || right.join('\n') === lines.join('\n')) return null
  return row?.block ?? (twin ? 'what ours reads' : 'nothing')
}

function linesUnder(state: State, { rows }: PeerState, name: string): string[] | null {
  return rows?.filter((row) => nameIn(state, row) === name) ?? null
}

/** How a column of the table is headed: `yours (A)`. */
export function headOf({ id, role }: PeerState): Letter {
  return role === 'yours' || role === 'ours' ? `${role} (${id})` : id
}
