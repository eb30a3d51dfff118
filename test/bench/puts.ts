import { Cluster } from './cluster.ts'
import type { Run } from './cluster.ts'
import { percentile } from './figures.ts'
import type { Figures } from './figures.ts'
import type { LoadOptions } from './load.ts'
import { inTurn, measureAlone } from './plan.ts'
import type { Plan } from './plan.ts'

/** Milliseconds of load before what is measured, so that the compiler is done. */
const WARM_MS = 1000

/** All puts through one of three instances. */
export async function measureOne(figures: Figures, plan: Plan): Promise<void> {
  for (let at = 0; at < plan.rounds; at++) await measureAlone(figures, 'one', 64)
  await measureLoads(figures, plan, 'one', { spread: false, apart: false, lanes: [64, 256] })
}

/** The same puts spread over all three. */
export async function measureSpread(figures: Figures, plan: Plan): Promise<void> {
  await measureLoads(figures, plan, 'spread', { spread: true, apart: false, lanes: [64, 256] })
}

/** One put at a time, through one instance. */
export async function measureLone(figures: Figures, plan: Plan): Promise<void> {
  for (let at = 0; at < plan.rounds; at++) await measureAlone(figures, 'lone', 1)
  await measureLoads(figures, plan, 'lone', { spread: false, apart: false, lanes: [1] })
}

/** Each instance in a process of its own: through one of them, and through all. */
export async function measureProcesses(figures: Figures, plan: Plan): Promise<void> {
  const shape = { entries: plan.entries, apart: true }
  await inTurn(plan.rounds, (kind) =>
    Cluster.use(kind, shape, async (cluster) => {
      for (const spread of [false, true]) {
        const part = spread ? 'apart-all' : 'apart-one'
        addRun(figures, part, cluster, 64, await loadWarm(cluster, spread, 64, plan.ms))
      }
    })
  )
}

interface Loads {
  spread: boolean
  apart: boolean
  lanes: number[]
}

async function measureLoads(
  figures: Figures,
  { rounds, entries, ms }: Plan,
  part: string,
  { spread, apart, lanes }: Loads
): Promise<void> {
  await inTurn(rounds, (kind) =>
    Cluster.use(kind, { entries, apart }, async (cluster) => {
      for (const inFlight of lanes) {
        addRun(figures, part, cluster, inFlight, await loadWarm(cluster, spread, inFlight, ms))
      }
    })
  )
}

/** A load after a short one that isn't counted. */
export async function loadWarm(
  cluster: Cluster,
  spread: boolean,
  inFlight: number,
  ms: LoadOptions['ms']
): Promise<Run> {
  await cluster.load(spread, { inFlight, ms: WARM_MS })
  return cluster.load(spread, { inFlight, ms })
}

/** The figures of a load, by the number in flight. */
export function addRun(
  figures: Figures,
  part: string,
  { kind }: Cluster,
  inFlight: number,
  { answered, ms, cpu, latencies, silent, unsigned, signed }: Run
): void {
  const add = (name: string, unit: string, value: number) =>
    figures.add(part, kind, `${inFlight} in flight: ${name}`, unit, value)
  add('answered', 'puts/s', (answered / ms) * 1000)
  add('answered and signed', 'puts/s', (answered / signed) * 1000)
  add('CPU per put, all instances', 'ms', cpu / answered)
  add('to the answer, p50', 'ms', percentile(latencies, 50))
  add('to the answer, p99', 'ms', percentile(latencies, 99))
  add('longest without an answer', 'ms', silent)
  add('longest without a signature', 'ms', unsigned)
}
