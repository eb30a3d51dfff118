import { availableParallelism } from 'node:os'

import { readPoints } from '../grade/points.ts'
import { type RunOptions, type StepRun, type TestRun, runStep } from '../grade/run-step.ts'
import { Spares } from './spares.ts'

/** Processes at a time: one more than processors, since some tests wait for signatures. */
const MOST = Math.min(4, availableParallelism() + 1)
/** Milliseconds, for a test that has not run yet. */
const GUESS = 200
/** Milliseconds of tests for which another process is worth its start. */
const WORTH = 1200

/** Runs a step's tests in several processes at once, shared out by the time that they took last. */
export class Shards {
  readonly #times = new Map<string, number>()
  readonly #spares: Spares
  #width = 1

  constructor(root: string) {
    this.#spares = new Spares(root)
  }

  /** Starts processes for the next run of a step. */
  prepare(step: string): Promise<void> {
    return this.#spares.fill(step, this.#width)
  }

  /** Ends those that were prepared. */
  close(): Promise<void> {
    return this.#spares.close()
  }

  readonly run = async (step: string, options: RunOptions): Promise<StepRun> => {
    const known = (await readPoints(options.root))[step]
    const tests = known?.tests ?? []
    const times = tests.map(({ id }) => this.#times.get(id) ?? GUESS)
    const width = Math.min(MOST, tests.length, Math.ceil(sum(times) / WORTH))
    const parts = shareOut(times, Math.max(1, width))
    this.#width = parts.length
    const onEvent = onlyFirstReady(options.onEvent)
    const runs = await Promise.all(
      parts.map(async (only) => {
        const process = await this.#spares.take(step)
        return runStep(step, { ...options, known, only, onEvent, process })
      })
    )
    const merged = merge(runs)
    for (const { id, ms } of merged.tests) if (ms > 0) this.#times.set(id, ms)
    return merged
  }
}

/** Places of the tests for each process: the longest first to whoever has least to do. */
export function shareOut(times: number[], width: number): number[][] {
  const parts = Array.from({ length: width }, () => ({ sum: 0, places: [] as number[] }))
  const longest = [...times.entries()].sort(([, a], [, b]) => b - a)
  for (const [place, ms] of longest) {
    const least = parts.reduce((a, b) => (b.sum < a.sum ? b : a))
    least.places.push(place)
    least.sum += ms
  }
  // Within a process in their own order, which is that of the tasks.
  return parts.map(({ places }) => places.sort((a, b) => a - b))
}

/** One run out of those of its parts: each test as the process says that ran it. */
function merge(runs: StepRun[]): StepRun {
  const [first, ...rest] = runs
  if (!first) throw new Error('there is nothing to merge')
  return {
    ...first,
    tests: first.tests.map((test, n) => rest.map(({ tests }) => tests[n]).reduce(better, test)),
    crash: runs.find(({ crash }) => crash)?.crash ?? null,
    trouble: [...new Set(runs.flatMap(({ trouble }) => trouble))],
    output: runs.map(({ output }) => output).join(''),
    ms: Math.max(...runs.map(({ ms }) => ms))
  }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function better(one: TestRun, other: TestRun | undefined): TestRun {
  return one.verdict === 'not reached' && other ? other : one
}

/** Every process declares all tests; to hear it once is enough. */
function onlyFirstReady(onEvent: RunOptions['onEvent']): RunOptions['onEvent'] {
  let ready = false
  return (event) => {
    if (event.type === 'ready' && ready) return
    if (event.type === 'ready') ready = true
    onEvent?.(event)
  }
}
