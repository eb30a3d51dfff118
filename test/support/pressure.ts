import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'

import { outcomeNow } from './oracle.ts'
import type { Outcome } from './oracle.ts'

/** A view and a clock that the test moves. */
export class FakeBase extends EventEmitter {
  readonly view = { core: { length: 0, signedLength: 0 } }
  ms = 0
  readonly now = () => this.ms

  /** The view has these lengths; those who wait are told. */
  move(length: number, signedLength: number): void {
    Object.assign(this.view.core, { length, signedLength })
    this.emit('update')
  }
}

type PressureOf = new (
  base: FakeBase,
  now: () => number
) => { look(): boolean; settle(): Promise<void> }

/** What has happened by the next look. */
export interface Change {
  /** Milliseconds since the look before. */
  ms: number
  /** Blocks by which the view has grown or was cut back, as far as it isn't signed. */
  grows: number
  /** How much of what is unsigned a majority has signed, of 4; below 0 the signed length falls. */
  signs: number
}

/** Around each of the limits, and far from them. */
export const changes = fc.array(
  fc.record({
    ms: fc.constantFrom(0, 1, 100, 299, 300, 301, 599, 600, 601, 29_999, 30_000, 30_001),
    grows: fc.constantFrom(-600, -100, -1, 0, 1, 84, 300, 511, 512, 513, 2000),
    signs: fc.constantFrom(0, 0, 0, 1, 2, 4, -1)
  }),
  { minLength: 1, maxLength: 14 }
)

/** Plays looks by hand, one after each change. */
export function playChanges(Pressure: PressureOf, list: Change[]): Outcome[] {
  const base = new FakeBase()
  const pressure = new Pressure(base, base.now)
  return list.map((change) => {
    enter(base, change)
    return outcomeNow(() => pressure.look())
  })
}

export function tellChanges(list: Change[]): string[] {
  const base = new FakeBase()
  return list.map((change) => {
    enter(base, change)
    const { length, signedLength } = base.view.core
    return `after ${base.ms} ms the view has ${length} blocks, ${signedLength} of them signed: a look`
  })
}

function enter(base: FakeBase, { ms, grows, signs }: Change): void {
  const { length, signedLength } = base.view.core
  const next = Math.max(signedLength, length + grows)
  base.ms += ms
  // The core of another set of indexers may have less of it signed.
  const signed = signs < 0 ? signedLength >> 1 : ((next - signedLength) * signs) / 4 + signedLength
  base.move(next, Math.floor(signed))
}

/** One that is behind: 600 blocks have waited for 1.5 s, and a block was signed in between. */
export function behind(Pressure: PressureOf) {
  const base = new FakeBase()
  const pressure = new Pressure(base, base.now)
  pressure.look()
  base.move(601, 0)
  pressure.look()
  base.ms += 1500
  base.move(601, 1)
  return { base, pressure }
}

/** Watches whether a promise has settled; `waits` lets all that is under way come first. */
export function watch(promise: Promise<unknown>) {
  let settled = false
  const note = () => void (settled = true)
  promise.then(note, note)
  return {
    /** True if it is still pending once nothing else is left to do at once. */
    waits: async () => {
      for (let turn = 0; turn < 5; turn++) await setImmediate()
      return !settled
    }
  }
}
