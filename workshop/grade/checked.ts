import { Test } from 'brittle'

import { show, showBoth } from '../../test/support/show.ts'
import type { Todo } from '../todo.ts'
import type { Failure, Hole } from './events.ts'
import { place } from './place.ts'

const CLOSE_DEADLINE = 5000
const MAX_CHARS = 4000

type Explanation = { operator?: string; actual?: unknown; expected?: unknown } | null
type Teardown = { order: number; run: () => unknown }

/** brittle's assertions without its runner: it stops the process at the first throw and prints TAP. */
export class Checked extends Test {
  readonly failures: Failure[] = []
  readonly comments: string[] = []
  readonly #teardowns: Teardown[] = []
  // Plain numbers: code under test may have patched the array methods.
  #made = 0
  #failed = 0
  #last = ''

  get made(): number {
    return this.#made
  }

  get failed(): number {
    return this.#failed
  }

  /** Message of the assertion that passed last. */
  get last(): string {
    return this.#last
  }

  fault(failure: Failure): void {
    this.#failed++
    this.failures.push(failure)
  }

  /** Runs all teardowns, whatever the others do. */
  async close(deadline = CLOSE_DEADLINE): Promise<void> {
    const end = performance.now() + deadline
    for (const { run } of this.#teardowns.sort((a, b) => a.order - b.order)) {
      // After a failure there is time for all of them together: it has yet to be told.
      const left = this.#failed > 0 ? Math.max(end - performance.now(), 0) : deadline
      try {
        await within(left, Promise.resolve().then(run))
      } catch (error) {
        // What failed before is the reason; a close that fails after it is noise.
        if (this.#failed === 0) this.fault(thrown('teardown', error))
      }
    }
  }

  protected override _assertion(ok: boolean, message: string, explanation: Explanation): void {
    this.#made++
    if (ok) {
      this.#last = message
      return
    }
    const failure: Failure = { kind: explanation?.operator ?? 'fail', message }
    failure.at = place(new Error().stack)
    if (explanation && 'actual' in explanation) {
      ;[failure.expected, failure.seen] = sides(failure.kind, explanation)
    }
    this.fault(failure)
  }

  protected override _comment(...message: unknown[]): void {
    this.comments.push(message.map(String).join(' ').slice(0, MAX_CHARS))
  }

  protected override _teardown(run: () => unknown, { order = 0 } = {}): void {
    this.#teardowns.push({ order, run })
  }
}

/** What was expected and what was seen, as texts. */
function sides(kind: string, { expected, actual }: NonNullable<Explanation>): [string, string] {
  if (kind === 'execution') return ['no error', show(actual)]
  if (kind !== 'exception') return showBoth(expected, actual)
  return [
    expected === undefined ? 'an error' : show(expected),
    actual === false ? 'no error' : show(actual)
  ]
}

/** What was thrown as a failure, with the reasons below it. */
export function thrown(kind: string, error: unknown): Failure {
  if (!(error instanceof Error)) return { kind, message: `threw ${show(error)}` }
  let message = kind === 'teardown' ? 'in a teardown: ' : ''
  message += error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
  if (error.cause instanceof Error) message += `\nbecause: ${error.cause.message}`
  const at = place(error.stack) ?? causePlace(error)
  return { kind, message: message.slice(0, MAX_CHARS), at }
}

/** A hole as it is told: what is to be done, and where. */
export function toHole({ task, what, stack }: Todo): Hole {
  return { task, what, at: place(stack) }
}

function causePlace(error: Error): string | undefined {
  return error.cause instanceof Error ? place(error.cause.stack) : undefined
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`closing did not end within ${ms / 1000} s`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
