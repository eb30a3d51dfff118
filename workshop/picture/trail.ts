import { enter } from './enter.ts'
import { snapshot } from './snapshot.ts'
import { emptyState } from './state.ts'
import type { Event } from './trace.ts'

/** Newest events of a trace that goes on for days: enough to look back at the last minutes. */
export const LIVE_EVENTS = 2000

/** The events of a trace. With a limit the old ones become the few that make the state before the rest. */
export class Trail {
  /** Events that make the state before the first of `recent`. */
  before: Event[] = []
  recent: Event[] = []
  readonly #limit: number

  constructor(limit = Infinity) {
    this.#limit = limit
  }

  get events(): Event[] {
    return [...this.before, ...this.recent]
  }

  /** Adds an event; returns how many of the recent ones are gone with it. */
  push(event: Event): number {
    this.recent.push(event)
    if (this.recent.length <= 2 * this.#limit) return 0
    const gone = this.recent.splice(0, this.recent.length - this.#limit)
    const state = emptyState()
    for (const old of [...this.before, ...gone]) enter(state, old)
    this.before = snapshot(state, gone.at(-1)?.at ?? 0)
    return gone.length
  }
}
