import { setTimeout as pause } from 'node:timers/promises'
import Autobase from 'autobase'

import { findDifference } from '../../workshop/picture/difference.ts'
import type { Difference } from '../../workshop/picture/difference.ts'
import { expectedRows } from '../../workshop/picture/expected.ts'
import { loadDecode } from '../../workshop/picture/operations.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { enter } from '../../workshop/picture/enter.ts'
import { emptyState } from '../../workshop/picture/state.ts'
import type { Letter } from '../../workshop/picture/trace.ts'
import type { Peer } from './cluster.ts'
import { root, writePicture } from './picture-file.ts'
import { linesOf } from './views.ts'

/** Milliseconds that a view may be behind its blocks. */
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
    recording.on('event', (event) => enter(this.#state, event))
  }

  static async create(title: string): Promise<OrderPicture> {
    return new OrderPicture(new Recording({ title, decode: await loadDecode(root) }))
  }

  async attach(peer: Peer, index: number): Promise<void> {
    const { base } = peer
    if (!(base instanceof Autobase)) return
    const role = index === 0 ? 'yours' : 'ours'
    const { id } = await this.#recording.attach(base, { name: role, role })
    this.#peers.push({ id, peer })
  }

  link(a: number, b: number, up: boolean): void {
    const [one, other] = [this.#peers[a], this.#peers[b]]
    if (one && other && !this.#ended) this.#recording.link(one.id, other.id, up)
  }

  note(text: string): void {
    this.#recording.note(text)
  }

  /** Records what each peer reads now; the first time that yours is wrong, it is marked. */
  async look(): Promise<void> {
    await this.#recording.flush()
    for (const { id, peer } of this.#peers) {
      const rows = await this.#rows(id, peer)
      if (rows) this.#recording.add({ type: 'rows', peer: id, rows })
    }
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

  /** A view follows its blocks by an event: one that is right soon is right. */
  async #rows(id: Letter, { view }: Peer): Promise<string[] | null> {
    const state = this.#state.peers.get(id)
    if (!state?.up) return null
    const expected = expectedRows(this.#state, state)
    const right =
      expected &&
      [...expected.values()]
        .map(({ line }) => line)
        .sort()
        .join('\n')
    const end = performance.now() + (this.#different ? 0 : VIEW_DELAY)
    while (true) {
      const late = pause(VIEW_DELAY, null, { ref: false })
      const rows = await Promise.race([linesOf(view).catch(() => null), late])
      if (rows === null || performance.now() > end) return rows
      if ([...rows].sort().join('\n') === right) return rows
      await pause(LOOK_INTERVAL)
    }
  }
}
