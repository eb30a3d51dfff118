import { setTimeout as pause } from 'node:timers/promises'
import Autobase from 'autobase'

import { findDifference } from '../../workshop/picture/difference.ts'
import type { Difference } from '../../workshop/picture/difference.ts'
import { expectedRows } from '../../workshop/picture/expected.ts'
import { loadDecode } from '../../workshop/picture/operations.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { enter } from '../../workshop/picture/enter.ts'
import type { NextOrder } from '../../workshop/picture/order-teller.ts'
import { emptyState } from '../../workshop/picture/state.ts'
import type { PeerState } from '../../workshop/picture/state.ts'
import type { Letter } from '../../workshop/picture/trace.ts'
import type { Peer } from './cluster.ts'
import { root, writePicture } from './picture-file.ts'
import { linesOf } from './views.ts'

/** Milliseconds that a view may be behind its blocks, and between two reads of one that is wrong. */
const VIEW_DELAY = 300
const LOOK_INTERVAL = 5

/** Records a play of peers, of which the first is the learner's, and looks where it goes wrong. */
export class OrderPicture {
  readonly #recording: Recording
  readonly #state = emptyState()
  readonly #peers: { id: Letter; peer: Peer }[] = []
  #different = false
  #ended = false

  private constructor(recording: Recording) {
    this.#recording = recording
    recording.on('event', (event) => {
      enter(this.#state, event)
      if (event.type === 'peer-state') this.#compare()
    })
  }

  static async create(title: string): Promise<OrderPicture> {
    return new OrderPicture(new Recording({ title, decode: await loadDecode(root) }))
  }

  async attach(peer: Peer, index: number): Promise<void> {
    const { base } = peer
    if (!(base instanceof Autobase)) return
    const role = index === 0 ? 'yours' : 'ours'
    const reading = {
      rows: async ({ peer: id, keep, add }: NextOrder) => {
        const state = this.#state.peers.get(id)
        if (!state) return null
        return this.#rows(peer, { ...state, order: [...state.order.slice(0, keep), ...add] })
      },
      told: () => this.#compare()
    }
    const { id } = await this.#recording.attach(base, { name: role, role, reading })
    this.#peers.push({ id, peer })
  }

  link(a: number, b: number, up: boolean): void {
    const [one, other] = [this.#peers[a], this.#peers[b]]
    if (one && other && !this.#ended) this.#recording.link(one.id, other.id, up)
  }

  /** The peers are admitted: what there is to look at begins. */
  async begin(): Promise<void> {
    await this.#recording.flush()
    this.#recording.add({ type: 'begin' })
  }

  note(text: string): void {
    this.#recording.note(text)
  }

  /** Records what each peer reads now, where it isn't what it read with its last order. */
  async look(): Promise<void> {
    await this.#recording.flush()
    for (const { id, peer } of this.#peers) {
      const state = this.#state.peers.get(id)
      const rows = state?.up ? await this.#rows(peer, state) : null
      if (!rows || rows.join('\n') === state?.rows?.join('\n')) continue
      this.#recording.add({ type: 'rows', peer: id, rows })
      this.#compare()
    }
  }

  /** The first time that yours is wrong, it is marked, at once. */
  #compare(): void {
    const yours = this.#peers[0]
    const found = yours && !this.#different ? findDifference(this.#state, yours.id) : null
    if (found) this.#mark(found)
  }

  /** Looks once more, while the peers still live; an error counts unless a difference was seen. */
  async end(error: string | null): Promise<void> {
    if (this.#ended) return
    await this.look().catch(() => {})
    this.#ended = true
    const yours = this.#peers[0]?.id ?? 'A'
    if (error !== null && !this.#different) {
      const [sentence = ''] = error.split('\n')
      this.#mark({ yours, ours: yours, block: null, sentence })
    }
    await this.#recording.close()
  }

  /** Writes the trace; returns the lines that name it. */
  write(): string[] {
    return writePicture(this.#recording.events)
  }

  #mark(found: Difference): void {
    this.#different = true
    this.#recording.add({ type: 'difference', ...found })
  }

  /** A view follows its blocks by an event: one that is wrong is read until it stays so. */
  async #rows({ view }: Peer, state: PeerState): Promise<string[] | null> {
    const expected = expectedRows(this.#state, state)
    const lines = [...(expected?.values() ?? [])].map(({ line }) => line)
    const right = expected && lines.sort().join('\n')
    const end = performance.now() + VIEW_DELAY
    let seen: string | null = null
    while (true) {
      const late = pause(VIEW_DELAY, null, { ref: false })
      const rows = await Promise.race([linesOf(view).catch(() => null), late])
      if (rows === null || performance.now() > end) return rows
      const text = [...rows].sort().join('\n')
      if (text === right || text === seen) return rows
      seen = text
      await pause(LOOK_INTERVAL)
    }
  }
}
