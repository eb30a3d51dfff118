import b4a from 'b4a'

import type { Entry } from '../support/fixtures.ts'

/** Names come in no order, as names of people do; two numbers never share one. */
export function entryOf(number: number): Entry {
  return {
    name: nameOf(number),
    driveKey: b4a.alloc(32, number % 255),
    type: `type-${number % 20}`,
    owner: `owner-${number % 500}`,
    description: 'a line about a model that is about as long as such a line is'
  }
}

export function nameOf(number: number): string {
  return `model-${String((number * 7919) % 1_000_003).padStart(7, '0')}`
}

/** Hands out entries that nobody else in this run puts: each process begins at another number. */
export class Entries {
  #next: number

  constructor(from: number) {
    this.#next = from
  }

  next(): Entry {
    return entryOf(this.#next++)
  }

  take(count: number): Entry[] {
    return Array.from({ length: count }, () => this.next())
  }
}
