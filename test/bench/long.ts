import { setInterval as every } from 'node:timers/promises'

import { Cluster } from './cluster.ts'
import { percentile } from './figures.ts'
import type { Figures } from './figures.ts'
import type { Plan } from './plan.ts'

const IN_FLIGHT = 64
/** Milliseconds of load before what is measured, so that the compiler is done. */
const WARM_MS = 5000
/** Milliseconds between two looks at the memory. */
const LOOK_MS = 10_000
/** The view that is here is no small one any more after so much of the run. */
const SETTLED = 0.2

/** Puts through all writers without a pause, for long: what gets slower, and what grows. */
export async function measureLong(figures: Figures, { entries, longMs }: Plan): Promise<void> {
  await Cluster.use('ours', { entries, apart: true }, async (cluster) => {
    const end = new AbortController()
    await cluster.load(true, { inFlight: IN_FLIGHT, ms: WARM_MS })
    const memory = watchMemory(cluster, end.signal)
    const run = await cluster.load(true, { inFlight: IN_FLIGHT, ms: longMs })
    end.abort()
    const looks = await memory
    const early = looks.slice(0, Math.max(1, Math.ceil(looks.length * SETTLED)))
    const minutes = longMs / 60_000
    const add = (name: string, unit: string, value: number) =>
      figures.add('long', 'ours', `${name}, ${minutes} minutes`, unit, value)
    add('stored', 'puts', run.answered)
    add('answered', 'puts/s', (run.answered / run.ms) * 1000)
    add('to the answer, p99', 'ms', percentile(run.latencies, 99))
    add('longest without an answer', 'ms', run.silent)
    add('longest without a signature', 'ms', run.unsigned)
    add('longest from a put’s place in the view to its signature', 'ms', run.behind)
    add('memory of three instances, at most in the first fifth', 'MB', Math.max(...early))
    add('memory of three instances, at most', 'MB', Math.max(...looks))
  })
}

/** Megabytes of all processes at each look. */
async function watchMemory(cluster: Cluster, signal: AbortSignal): Promise<number[]> {
  const looks = [(await cluster.usage()).memory]
  try {
    for await (const _ of every(LOOK_MS, null, { signal })) {
      looks.push((await cluster.usage()).memory)
    }
  } catch (err) {
    if (!signal.aborted) throw err
  }
  return looks
}
