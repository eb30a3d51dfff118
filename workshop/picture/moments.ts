import { enter } from './enter.ts'
import { emptyState, noChange } from './state.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId, Event, Letter } from './trace.ts'

/** A place where the picture can stop: after that many events, with a sentence. */
export interface Moment {
  end: number
  at: number
  caption: string
}

const SHORT_KEY = 6
const MAX_NAMED = 4
/** 32 bytes in z32. */
const KEY = /^[ybndrfg8ejkmcpqxot1uwisza345h769]{52}$/

/** Plays a trace forward, event by event, and knows every moment at which something is to be seen. */
export class Player {
  readonly moments: Moment[] = []
  readonly #events: Event[] = []
  readonly #narrator = emptyState()
  #state = emptyState()
  #entered = 0

  /** Adds an event at the end. */
  push(event: Event): void {
    this.#events.push(event)
    this.#narrator.change = noChange(null)
    const before = linksOf(this.#narrator)
    enter(this.#narrator, event)
    const caption = captionOf(this.#narrator, event, before)
    if (caption === null) {
      // What says more about a moment, like the rows of a view, belongs to it.
      const last = this.moments.at(-1)
      if (last) last.end = this.#events.length
      return
    }
    this.moments.push({ end: this.#events.length, at: event.at, caption })
  }

  /** The state at a moment; going back begins from the start. */
  stateAt(index: number): State {
    const end = this.moments[index]?.end ?? 0
    if (end < this.#entered) {
      this.#state = emptyState()
      this.#entered = 0
    }
    for (; this.#entered < end; this.#entered++) {
      const event = this.#events[this.#entered]
      if (!event) break
      const attached = event.type === 'rows' || event.type === 'block' || event.type === 'status'
      if (!attached) this.#state.change = noChange(null)
      enter(this.#state, event)
    }
    return this.#state
  }
}

/** How sentences name a peer. */
export function nameOf(state: State, id: Letter): string {
  const peer = state.peers.get(id)
  if (!peer || peer.role === 'peer') return peer?.name || id
  if (peer.role === 'reader') return 'The reader'
  return `${peer.role === 'yours' ? 'Your' : 'Our'} peer ${id}`
}

/** A block as sentences name it: `B3 (put-entry llama)`. */
export function blockName(state: State, id: BlockId): string {
  const block = state.blocks.get(id)
  if (!block) return id
  const what = block.op === null ? 'null block' : `${block.op} ${shownText(state, block.name)}`
  return `${id} (${what.trim()})`
}

/** A text of a block; a key is told by its writer's letter, or shortened. */
export function shownText(state: State, text: string): string {
  if (!KEY.test(text)) return text
  return [...state.writers.values()].find(({ key }) => key === text)?.id ?? shortKey(text)
}

function captionOf(state: State, event: Event, linked: string): string | null {
  switch (event.type) {
    case 'order':
      return orderCaption(state, event.peer)
    case 'note':
      return event.text
    case 'link': {
      if (linksOf(state) === linked) return null
      const peers = `${nameOf(state, event.a)} and ${lower(nameOf(state, event.b))}`
      return `${peers} ${event.up ? 'are connected' : 'have parted'}.`
    }
    case 'peer-state':
      if (event.up) return `${nameOf(state, event.peer)} is back.`
      return `${nameOf(state, event.peer)} has stopped${event.reason ? `: ${event.reason}` : '.'}`
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
  const { writers, indexers } = members
  return `${nameOf(state, id)} has these writers: ${writers.join(', ')}; indexers: ${indexers.join(', ')}.`
}

export function shortKey(key: string): string {
  return key === '' ? 'none' : `${key.slice(0, SHORT_KEY)}…`
}

function linksOf(state: State): string {
  return [...state.peers.values()].map(({ links }) => [...links].sort().join(' ')).join('|')
}

function lower(text: string): string {
  return /^(Your|Our|The) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
