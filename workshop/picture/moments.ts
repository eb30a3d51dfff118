import { enter } from './enter.ts'
import { Trail } from './trail.ts'
import { blockName, downSentence, nameOf, shortKey } from './names.ts'
import { emptyState, noChange } from './state.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, Event, EventOf, Letter } from './trace.ts'

/** Events that leave what the last change marked: they say more about it. */
const MORE: Event['type'][] = ['rows', 'block', 'status', 'members', 'difference', 'begin']

/** What was there before an event. */
interface Before {
  links: string
  /** What the peer of the event read; null if nobody knew. */
  rows: string[] | null
  /** The peer whose order the newest moment is about. */
  told: Letter | null
}

/** A place where the picture can stop: after that many events, with a sentence. */
export interface Moment {
  end: number
  at: number
  caption: string
}

const MAX_NAMED = 4
/** Plays a trace forward, event by event, and knows every moment at which something is to be seen. */
export class Player {
  readonly moments: Moment[] = []
  /** The first moment after the peers were started and admitted. */
  start = 0
  /** The moment of the first difference. */
  different: number | null = null
  readonly #trail: Trail
  readonly #narrator = emptyState()
  #state = emptyState()
  #entered = 0
  /** The peer whose order the newest moment is about. */
  #told: Letter | null = null

  /** `limit`: events that one can go back to; default: all. */
  constructor(limit?: number) {
    this.#trail = new Trail(limit)
  }

  /** Adds an event at the end; returns how many of the oldest moments are gone with it. */
  push(event: Event): number {
    const gone = this.#forget(this.#trail.push(event))
    const end = this.#trail.recent.length
    this.#narrator.change = noChange(null)
    const rows = event.type === 'rows' ? this.#narrator.peers.get(event.peer)?.rows : null
    const before = { links: linksOf(this.#narrator), rows: rows ?? null, told: this.#told }
    enter(this.#narrator, event)
    this.#tell(event, captionOf(this.#narrator, event, before), end)
    if (event.type === 'begin') this.start = this.moments.length
    if (event.type === 'difference') this.different = this.moments.length - 1
    return gone
  }

  /** What says more about a moment, like the rows of a view, belongs to it. */
  #tell(event: Event, caption: string | null, end: number): void {
    const last = this.moments.at(-1)
    if (caption === null) {
      if (last) last.end = end
    } else if (last && event.type === 'difference') {
      last.end = end
    } else if (last && event.type === 'members' && event.peer === this.#told) {
      Object.assign(last, { end, caption: `${last.caption} ${caption}` })
    } else {
      this.moments.push({ end, at: event.at, caption })
      this.#told = event.type === 'order' ? event.peer : null
    }
  }

  /** The state at a moment; going back begins from the start. */
  stateAt(index: number): State {
    const { recent, before } = this.#trail
    const end = this.moments[index]?.end ?? 0
    if (end < this.#entered) {
      this.#state = emptyState()
      this.#entered = 0
      for (const event of before) enter(this.#state, event)
    }
    for (; this.#entered < end; this.#entered++) {
      const event = recent[this.#entered]
      if (!event) break
      if (!MORE.includes(event.type)) this.#state.change = noChange(null)
      enter(this.#state, event)
    }
    return this.#state
  }

  #forget(events: number): number {
    if (events === 0) return 0
    for (const moment of this.moments) moment.end -= events
    const gone = this.moments.findLastIndex(({ end }) => end <= 0) + 1
    this.moments.splice(0, gone)
    this.start = Math.max(0, this.start - gone)
    if (this.different !== null) this.different -= gone
    // The state is made again, from what stands for those that are gone.
    this.#entered = Infinity
    return gone
  }
}

function captionOf(state: State, event: Event, before: Before): string | null {
  switch (event.type) {
    case 'order':
      return orderCaption(state, event.peer)
    case 'lead':
      return `${event.id} is the lead now: it appends the entries of all.`
    case 'note':
      return event.text
    case 'link': {
      if (linksOf(state) === before.links) return null
      const peers = `${nameOf(state, event.a)} and ${lower(nameOf(state, event.b))}`
      return `${peers} ${event.up ? 'are connected' : 'have parted'}.`
    }
    case 'peer-state':
      if (event.up) return `${nameOf(state, event.peer)} is back.`
      return `${nameOf(state, event.peer)} ${downSentence(event.reason)}${event.reason ? '' : '.'}`
    case 'members':
      return membersCaption(state, event.peer, before)
    case 'rows':
      return rowsCaption(state, event, before)
    case 'difference':
      return event.sentence
    default:
      return null
  }
}

/** Rows come with an order; those that are others without one have a moment of their own. */
function rowsCaption(
  state: State,
  { peer, rows }: EventOf<'rows'>,
  { rows: known, told }: Before
): string | null {
  if (told === peer || known === null || known.join('\n') === rows.join('\n')) return null
  return `${nameOf(state, peer)} reads other entries now, and its order is as before.`
}

function orderCaption(state: State, id: Letter): string | null {
  const { fresh, again, cut, signed, rotated } = state.change
  const peer = state.peers.get(id)
  if (!peer) return null
  const parts: string[] = []
  const many = cut === 1 ? 'a block' : `${cut} blocks`
  if (again.size > 0) {
    const first = fresh.size > 0 ? `, applies ${list(state, fresh)}` : ''
    parts.push(`cuts back ${many}${first}, and applies ${list(state, again)} again`)
  } else {
    if (cut > 0) parts.push(`cuts back ${many}`)
    const verb = wrote(peer, fresh) ? 'appends' : 'applies'
    if (fresh.size > 0) parts.push(`${verb} ${list(state, fresh)}`)
  }
  if (signed > 0) parts.push(`sees ${signed} more ${signed === 1 ? 'block' : 'blocks'} signed`)
  if (rotated) parts.push(`has a new view key, ${shortKey(peer.view.key)}`)
  return parts.length > 0 ? `${nameOf(state, id)} ${parts.join(', and ')}.` : null
}

function wrote(peer: PeerState, fresh: Set<BlockId>): boolean {
  return [...fresh].every((block) => block.replace(/\d+$/, '') === peer.id)
}

function list(state: State, ids: Set<BlockId>): string {
  const names = [...ids].slice(0, MAX_NAMED).map((id) => blockName(state, id))
  const more = ids.size - names.length
  if (names.length === 0) return 'nothing'
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function membersCaption(state: State, id: Letter, { told }: Before): string | null {
  const members = state.peers.get(id)?.members
  if (!members) return null
  const { writers, indexers, pending } = members
  const waits = pending.length > 0 ? ` (not before they write: ${pending.join(', ')})` : ''
  const lists = `these writers: ${writers.join(', ')}; indexers: ${indexers.join(', ')}${waits}.`
  return told === id ? `It has ${lists}` : `${nameOf(state, id)} has ${lists}`
}

function linksOf(state: State): string {
  return [...state.peers.values()].map(({ links }) => [...links].sort().join(' ')).join('|')
}

function lower(text: string): string {
  return /^(Your|Our|The) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
