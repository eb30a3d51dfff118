import { setInterval as every } from 'node:timers/promises'

import type { Subject } from './subject.ts'

/** Milliseconds between two looks at the signed length. */
const LOOK_MS = 20

/** How signing kept up at one instance, in milliseconds. */
export interface Signing {
  /** The longest time in which something waited for a signature and nothing was signed. */
  unsigned: number
  /** The longest time from a length of the view to the signature that covers it. */
  behind: number
}

/** Looks at an instance's view until it is told to end. */
export async function watchSigning({ view }: Subject, signal: AbortSignal): Promise<Signing> {
  const gap = new Gap()
  const lag = new Lag()
  let last = view.core.signedLength
  try {
    for await (const _ of every(LOOK_MS, null, { signal })) {
      const { length, signedLength } = view.core
      if (signedLength !== last || signedLength === length) gap.note()
      else gap.look()
      lag.look(length, signedLength)
      last = signedLength
    }
  } catch {
    // The signal ends it.
  }
  return { unsigned: gap.longest, behind: lag.longest }
}

/** The longest time that a length of the view waited for its signature. */
class Lag {
  longest = 0
  readonly #waiting: { length: number; since: number }[] = []

  look(length: number, signedLength: number): void {
    const now = performance.now()
    if (length > (this.#waiting.at(-1)?.length ?? signedLength)) {
      this.#waiting.push({ length, since: now })
    }
    const first = this.#waiting[0]
    if (first) this.longest = Math.max(this.longest, now - first.since)
    while (this.#waiting[0] && this.#waiting[0].length <= signedLength) this.#waiting.shift()
  }
}

/** The longest time between two of what is noted. */
export class Gap {
  longest = 0
  #since = performance.now()

  look(): void {
    this.longest = Math.max(this.longest, performance.now() - this.#since)
  }

  note(): void {
    this.look()
    this.#since = performance.now()
  }
}
