import { isEvent } from './trace-shapes.ts'

/** A block is named by its writer's letter and its place in that writer's core, from 1: `B3`. */
export type BlockId = string
/** A writer's letter; a peer that writes has the letter of its writer. */
export type Letter = string

/** What a trace is made of, one JSON line each; `at` is milliseconds since the recording began. */
export type Event =
  | { type: 'trace'; at: number; version: 1; title: string }
  | { type: 'writer'; at: number; id: Letter; key: string }
  | PeerEvent
  | BlockEvent
  | OrderEvent
  | MembersEvent
  | { type: 'rows'; at: number; peer: Letter; rows: string[] }
  | { type: 'link'; at: number; a: Letter; b: Letter; up: boolean }
  | { type: 'peer-state'; at: number; peer: Letter; up: boolean; reason: string }
  | { type: 'status'; at: number; peer: Letter; lines: string[] }
  | { type: 'note'; at: number; text: string }
  | { type: 'lead'; at: number; id: Letter }
  | BeginEvent
  | DifferenceEvent

export interface PeerEvent {
  type: 'peer'
  at: number
  id: Letter
  name: string
  role: 'yours' | 'ours' | 'peer' | 'reader'
}

export interface BlockEvent {
  type: 'block'
  at: number
  id: BlockId
  writer: Letter
  seq: number
  /** What its writer had seen: the newest blocks that it builds on. */
  heads: BlockId[]
  /** The operation; null for a null block, by which a writer only says what it has seen. */
  op: string | null
  name: string
  /** The operation's fields, as text. */
  fields: Record<string, string>
  /** Length of the system core that this block signs; 0 if it signs nothing new. */
  signs: number
}

/** Who may write, and who signs; of the indexers those in `pending` don't count before they write. */
export interface MembersEvent {
  type: 'members'
  at: number
  peer: Letter
  writers: Letter[]
  indexers: Letter[]
  pending: Letter[]
}

/** A peer's order from now on: the first `keep` blocks stay, the rest is cut off, `add` follows. */
export interface OrderEvent {
  type: 'order'
  at: number
  peer: Letter
  keep: number
  add: BlockId[]
  /** For each added block the length of the system core with it. */
  ends: number[]
  /** How many blocks stand before the first, which this peer's events do not name. */
  before: number
  /** Signed length of the system core. */
  signed: number
  view: { key: string; length: number }
}

/** The peers are started and admitted: what there is to look at comes from here on. */
export interface BeginEvent {
  type: 'begin'
  at: number
}

/** Where two peers that have the same order stop having the same view. */
export interface DifferenceEvent {
  type: 'difference'
  at: number
  yours: Letter
  ours: Letter
  /** The block that shows it, if one does. */
  block: BlockId | null
  sentence: string
}

export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>

/** Bytes; a file that is longer is not a trace of ours. */
export const MAX_TRACE = 64 * 1024 * 1024

/** Reads a trace; throws a sentence that says which line is wrong. */
export function readTrace(content: string): Event[] {
  const lines = content.split('\n').filter((line) => line.trim() !== '')
  const events = lines.map((line, at) => {
    const event = parse(line)
    if (!event) throw new Error(`line ${at + 1} is not an event of a trace`)
    return event
  })
  if (events[0]?.type !== 'trace') throw new Error('the first line does not begin a trace')
  return events
}

export function writeTrace(events: Event[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

function parse(line: string): Event | null {
  try {
    const value: unknown = JSON.parse(line)
    return isEvent(value) ? value : null
  } catch {
    return null
  }
}

/** `AB12` → `AB`. */
export function writerOf(id: BlockId): Letter {
  return id.replace(/\d+$/, '')
}

/** `AB12` → 12. */
export function seqOf(id: BlockId): number {
  return Number(/\d+$/.exec(id)?.[0] ?? 0)
}
