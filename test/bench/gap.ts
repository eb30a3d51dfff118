import { setInterval as every } from 'node:timers/promises'

import type { Subject } from './subject.ts'

/** Milliseconds between two looks at the signed length. */
const LOOK_MS = 20

/** The longest time in which something waited for a signature and nothing was signed. */
export async function longestUnsigned({ view }: Subject, signal: AbortSignal): Promise<number> {
  const gap = new Gap()
  let last = view.core.signedLength
  try {
    for await (const _ of every(LOOK_MS, null, { signal })) {
      const { length, signedLength } = view.core
      if (signedLength !== last || signedLength === length) gap.note()
      else gap.look()
      last = signedLength
    }
  } catch {
    // The signal ends it.
  }
  return gap.longest
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
