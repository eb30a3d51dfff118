import { EventEmitter } from 'node:events'
import type Autobase from 'autobase'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { ENTRY_OPS } from './describe.ts'
import type { Decode } from './describe.ts'
import type { Reading } from './order-teller.ts'
import { PeerRecorder } from './peer-recorder.ts'
import { Trail } from './trail.ts'
import type { BlockId, Event, Letter, PeerEvent } from './trace.ts'

/** Blocks that are remembered as told: one that is told twice does no harm. */
const MAX_TOLD = 20_000
/** Stands for the letter of a peer that never writes. */
export const READER: Letter = 'reader'

type Untimed<E> = E extends Event ? Omit<E, 'at'> : never
type Told = Untimed<Event>

export interface RecordingOptions {
  title: string
  /** Makes an operation of a block's bytes; without it only JSON is understood. */
  decode?: Decode | null
  /** Events to look back at, where it goes on for long; default: all. */
  limit?: number
}

export interface AttachOptions {
  name: string
  role?: PeerEvent['role']
  /** Waits for blocks that only other peers have, and begins with the newest part of the order. */
  live?: boolean
  /** Reads what the peer reads, each time that its order is told. */
  reading?: Reading
}

/** Collects what several peers do as one trace; `event` is emitted for each event. */
export class Recording extends EventEmitter<{ event: [Event] }> {
  /** Set before a base is attached. */
  decode: Decode | null
  readonly #trail: Trail
  readonly #start = performance.now()
  readonly #letters = new Map<string, Letter>()
  readonly #keys = new Map<Letter, Uint8Array>()
  /** Blocks that were told; true for those that leave the members as they are. */
  #blocks = new Map<BlockId, boolean>()
  readonly #peers: PeerRecorder[] = []

  constructor({ title, decode = null, limit }: RecordingOptions) {
    super()
    this.#trail = new Trail(limit)
    this.decode = decode
    this.add({ type: 'trace', version: 1, title })
  }

  get events(): Event[] {
    return this.#trail.events
  }

  /** Records a base from now on: it only listens, and reads what the base has stored. */
  async attach(base: Autobase<unknown, unknown>, options: AttachOptions): Promise<PeerRecorder> {
    await base.ready()
    const { name, role = 'peer' } = options
    const id = role === 'reader' ? READER : this.letter(base.local.key)
    this.add({ type: 'peer', id, name, role })
    const peer = new PeerRecorder(this, base, id, options)
    this.#peers.push(peer)
    return peer
  }

  /** Waits until all that has happened so far is in the trace. */
  async flush(): Promise<void> {
    for (const peer of this.#peers) await peer.flush()
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) await peer.close()
  }

  add(told: Told): void {
    const event: Event = { ...told, at: Math.round(performance.now() - this.#start) }
    this.#trail.push(event)
    this.emit('event', event)
  }

  note(text: string): void {
    this.add({ type: 'note', text })
  }

  link(a: Letter, b: Letter, up: boolean): void {
    this.add({ type: 'link', a, b, up })
  }

  /** Blocks that this trace has; each is told once, whichever peer has it first. */
  has(id: BlockId): boolean {
    return this.#blocks.has(id)
  }

  /** True for a block that is known to hold entries or nothing. */
  isEntries(id: BlockId): boolean {
    return this.#blocks.get(id) ?? false
  }

  block(block: Omit<Extract<Event, { type: 'block' }>, 'at' | 'type'>): void {
    if (this.#blocks.has(block.id)) return
    this.#blocks.set(block.id, block.op === null || ENTRY_OPS.includes(block.op))
    if (this.#blocks.size > MAX_TOLD) this.#blocks = new Map([...this.#blocks].slice(MAX_TOLD / 2))
    this.add({ type: 'block', ...block })
  }

  keyOf(letter: Letter): Uint8Array {
    const key = this.#keys.get(letter)
    if (!key) throw new Error(`no writer has the letter ${letter}`)
    return key
  }

  known(key: Uint8Array): Letter | null {
    return this.#letters.get(b4a.toString(key, 'hex')) ?? null
  }

  /** The letter of a writer, a new one for a writer that is not known yet. */
  letter(key: Uint8Array): Letter {
    const known = this.known(key)
    if (known !== null) return known
    const id = letterAt(this.#letters.size)
    this.#letters.set(b4a.toString(key, 'hex'), id)
    this.#keys.set(id, key)
    this.add({ type: 'writer', id, key: IdEnc.encode(key) })
    return id
  }
}

const ALPHABET = 26

/** A to Z, then AA, AB, … */
function letterAt(index: number): Letter {
  const last = String.fromCharCode('A'.charCodeAt(0) + (index % ALPHABET))
  return index < ALPHABET ? last : letterAt(Math.floor(index / ALPHABET) - 1) + last
}
