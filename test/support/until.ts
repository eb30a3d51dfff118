import { setTimeout as pause } from 'node:timers/promises'

import { show } from './show.ts'

const DEADLINE = 8000
const INTERVAL = 5
const waiting = new Set<{ name: string }>()

export interface UntilOptions {
  /** Milliseconds. */
  deadline?: number
  /** Milliseconds between two looks; longer where a look costs something. */
  interval?: number
  /** What to print if the deadline passes. */
  seen?: () => unknown
}

type Falsy = false | 0 | '' | null | undefined

/** Waits for a condition that has a name; the error on the deadline says what was last seen. */
export async function until<Value>(
  name: string,
  condition: () => Value | Promise<Value>,
  { deadline = DEADLINE, interval = INTERVAL, seen }: UntilOptions = {}
): Promise<Exclude<Value, Falsy>> {
  const end = performance.now() + deadline
  return named(name, async () => {
    while (true) {
      const value = await condition()
      if (value) return value as Exclude<Value, Falsy>
      if (performance.now() > end) throw new Error(await late(name, deadline, value, seen))
      await pause(interval)
    }
  })
}

/** Gives a call a name by which it is known should the test run out of time meanwhile. */
export async function named<Value>(name: string, call: () => Promise<Value>): Promise<Value> {
  const wait = { name }
  waiting.add(wait)
  try {
    return await call()
  } finally {
    waiting.delete(wait)
  }
}

/** Names of what is being waited for now. */
export function awaited(): string[] {
  return [...new Set([...waiting].map(({ name }) => name))]
}

/** Forgets all of that: what one test waits for without success is not the next one's. */
export function forgetAwaited(): void {
  waiting.clear()
}

async function late(
  name: string,
  deadline: number,
  value: unknown,
  seen?: () => unknown
): Promise<string> {
  const last = seen ? await seen() : value
  return `waited ${deadline / 1000} s for: ${name}\nlast seen: ${show(last)}`
}
