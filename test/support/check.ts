import type { TestContext } from 'brittle'

import type { Definition } from '../../workshop/grade/execute.ts'

export type { TestContext } from 'brittle'

const DEADLINE = 10_000

export interface CheckOptions {
  points: number
  /** The task that it grades, like `01.2`. */
  task: string
  /** From a nudge to nearly the answer. */
  hints: [string, string, string]
  /** Milliseconds. */
  deadline?: number
}

const definitions: Definition[] = []
let taken = false

/** Declares a test. It runs when the whole file is loaded, alone, and can't stop the others. */
export function check(
  name: string,
  { points, task, hints, deadline = DEADLINE }: CheckOptions,
  run: (t: TestContext) => unknown
): void {
  definitions.push({ name, points, task, hints, deadline, run })
  if (!taken && definitions.length === 1) setImmediate(() => void byHand())
}

/** Hands the tests to whoever runs them; only the first caller gets them. */
export function takeDefinitions(): Definition[] {
  if (taken) throw new Error('The tests are taken already')
  taken = true
  return definitions
}

async function byHand(): Promise<void> {
  const { runByHand } = await import('../../workshop/grade/by-hand.ts')
  await runByHand(takeDefinitions())
}
