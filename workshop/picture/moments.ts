import { enter } from './enter.ts'
import { Trail } from './trail.ts'
import { blockName, downSentence, nameOf, shortKey } from './names.ts'
import { emptyState, noChange } from './state.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, Event, Letter } from './trace.ts'

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
  readonly #trail: Trail
  readonly #narrator = emptyState()
  #state = emptyState()
  #entered = 0

  /** `limit`: events that one can go back to; default: all. */
  constructor(limit?: number) {
    this.#trail = new Trail(limit)
  }

  /** Adds an event at the end; returns how many of the oldest moments are gone with it. */
  push(event: Event): number {
    const gone = this.#forget(this.#trail.push(event))
    const end = this.#trail.recent.length
    this.#narrator.change = noChange(null)
    const before = linksOf(this.#narrator)
    enter(this.#narrator, event)
    const caption = captionOf(this.#narrator, event, before)
    const last = this.moments.at(-1)
    // What says more about a moment, like the rows of a view, belongs to it.
    if (caption !== null) this.moments.push({ end, at: event.at, caption })
    else if (last) last.end = end
    return gone
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
      const attached = event.type === 'rows' || event.type === 'block' || event.type === 'status'
      if (!attached) this.#state.change = noChange(null)
      enter(this.#state, event)
    }
    return this.#state
  }

  #forget(events: number): number {
    if (events === 0) return 0
    for (const moment of this.moments) moment.end -= events
    const gone = this.moments.findLastIndex(({ end }) => end <= 0) + 1
    this.moments.splice(0, gone)
    // The state is made again, from what stands for those that are gone.
    this.#entered = Infinity
    return gone
  }
}

function captionOf(state: State, event: Event, linked: string): string | null {
  switch (event.type) {
    case 'order':
      return orderCaption(state, event.peer)
    case 'lead':
      return `${event.id} is the lead now: it appends the entries of all.`
    case 'note':
      return event.text
    case 'link': {
      if (linksOf(state) === linked) return null
      const peers = `${nameOf(state, event.a)} and ${lower(nameOf(state, event.b))}`
      return `${peers} ${event.up ? 'are connected' : 'have parted'}.`
    }
    case 'peer-state':
      if (event.up) return `${nameOf(state, event.peer)} is back.`
      return `${nameOf(state, event.peer)} ${downSentence(event.reason)}${event.reason ? '' : '.'}`
    case 'members':
      return membersCaption(state, event.peer)
    case 'difference':
      return event.sentence
    default:
      return null
  }
}

function orderCaption(state: State, id: Letter): string | null {
  const { fresh, again, signed, rotated } = state.change
  const peer = state.peers.get(id)
  if (!peer) return null
  const parts: string[] = []
  if (again.size > 0) {
    const many = again.size === 1 ? 'a block' : `${again.size} blocks`
    const first = fresh.size > 0 ? `, applies ${list(state, fresh)}` : ''
    parts.push(`cuts back ${many}${first}, and applies ${list(state, again)} again`)
  } else if (fresh.size > 0) {
    parts.push(`${wrote(peer, fresh) ? 'appends' : 'applies'} ${list(state, fresh)}`)
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

function membersCaption(state: State, id: Letter): string | null {
  const members = state.peers.get(id)?.members
  if (!members) return null
  const { writers, indexers, pending } = members
  const waits = pending.length > 0 ? ` (not before they write: ${pending.join(', ')})` : ''
  return `${nameOf(state, id)} has these writers: ${writers.join(', ')}; indexers: ${indexers.join(', ')}${waits}.`
}

function linksOf(state: State): string {
  return [...state.peers.values()].map(({ links }) => [...links].sort().join(' ')).join('|')
}

function lower(text: string): string {
  return /^(Your|Our|The) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
