import { percentile, timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { measureFate } from './probe.ts'
import { Writers } from './writers.ts'

const PAUSES = 'puts with pauses'

/** Puts with one and with three writers, at several numbers in flight. */
export async function measurePuts(figures: Figures, rounds: number, count: number): Promise<void> {
  for (const writers of [1, 3]) {
    const cluster = await Writers.open(writers)
    for (const inFlight of [1, 8, 64, 256]) {
      const name = `${writers} writers, ${inFlight} in flight`
      // A round of a few appends would not show how far a tip grows under load.
      const puts = inFlight > 8 ? 4 * count : count
      await measureRate(figures, cluster, name, rounds, puts, inFlight)
      if (writers > 1) await measureFate(figures, cluster, name, puts, inFlight)
    }
    await cluster.close()
  }
}

/** The same puts at several sizes of the base. */
export async function measureSizes(
  figures: Figures,
  sizes: number[],
  count: number
): Promise<void> {
  const cluster = await Writers.open(3)
  for (const size of sizes) {
    const { ms } = await timed(() => cluster.fill(size))
    figures.add('size', `filled to ${size} entries, signed`, 's', [ms / 1000])
    await measureRate(figures, cluster, `at ${size} entries, 1 in flight`, 1, count, 1)
    await measureRate(figures, cluster, `at ${size} entries, 64 in flight`, 1, count * 4, 64)
  }
  figures.add('size', 'memory at the end', 'MB', [process.memoryUsage().rss / 2 ** 20])
  await cluster.close()
}

/** Lone puts with a lull after each: how long until signed, and is anything left unsigned? */
export async function measureSigning(figures: Figures, count: number): Promise<void> {
  const cluster = await Writers.open(3)
  const waits: number[] = []
  let unsigned = 0
  for (let at = 0; at < count; at++) {
    const service = cluster.services[at % 3]!
    const from = performance.now()
    await service.put(cluster.entry(), { durable: true, timeout: 30_000 }).catch(() => unsigned++)
    waits.push(performance.now() - from)
  }
  figures.add('signing', `${PAUSES}: to signed, p50`, 'ms', [percentile(waits, 50)])
  figures.add('signing', `${PAUSES}: to signed, p99`, 'ms', [percentile(waits, 99)])
  figures.add('signing', `${PAUSES}: left unsigned of ${count}`, 'puts', [unsigned])
  await cluster.close()
}

async function measureRate(
  figures: Figures,
  cluster: Writers,
  name: string,
  rounds: number,
  count: number,
  inFlight: number
): Promise<void> {
  const rates: number[] = []
  const cpus: number[] = []
  const levels: number[] = []
  const latencies: number[] = []
  for (let at = 0; at < rounds; at++) {
    const total = await timed(async () => {
      const answering = await timed(async () =>
        latencies.push(...(await cluster.put(count, inFlight)))
      )
      rates.push((count / answering.ms) * 1000)
      const settling = await timed(() => cluster.level())
      levels.push(settling.ms)
    })
    cpus.push(total.cpu / count)
  }
  figures.add('puts', `${name}: answered`, 'puts/s', rates)
  figures.add('puts', `${name}: CPU a put, all writers`, 'ms', cpus)
  figures.add('puts', `${name}: to the answer, p50`, 'ms', [percentile(latencies, 50)])
  figures.add('puts', `${name}: to the answer, p99`, 'ms', [percentile(latencies, 99)])
  figures.add('puts', `${name}: all signed after the last`, 'ms', levels)
}
