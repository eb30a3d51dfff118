import { setInterval as every } from 'node:timers/promises'

import { until } from '../support/until.ts'
import { percentile } from './figures.ts'
import type { Figures } from './figures.ts'
import type { Writers } from './writers.ts'

/** Milliseconds; no put waits so long, but a stall would be seen. */
const PATIENCE = 120_000
/** Milliseconds between two looks: a look costs the writers something. */
const LOOK_EVERY = 20

/**
 * What becomes of a put while `inFlight` others are on their way: until every writer's view has it,
 * until a majority has signed it, and the longest time in which nothing at all was signed.
 */
export async function measureFate(
  figures: Figures,
  cluster: Writers,
  name: string,
  count: number,
  inFlight: number
): Promise<void> {
  const end = new AbortController()
  const longest = longestStall(cluster, end.signal)
  const seen: number[] = []
  const signed: number[] = []
  const probes = async () => {
    while (!end.signal.aborted) {
      const fate = await probe(cluster)
      seen.push(fate.seen)
      signed.push(fate.signed)
    }
  }
  const probing = probes()
  await cluster.put(count, inFlight)
  await cluster.level()
  end.abort()
  await probing
  await cluster.level()
  for (const percent of [50, 99]) {
    const [inAll, byMost] = [percentile(seen, percent), percentile(signed, percent)]
    figures.add('puts', `${name}: to every writer's view, p${percent}`, 'ms', [inAll])
    figures.add('puts', `${name}: to signed, p${percent}`, 'ms', [byMost])
  }
  figures.add('puts', `${name}: longest without a signature`, 'ms', [await longest])
}

async function probe(cluster: Writers): Promise<{ seen: number; signed: number }> {
  const entry = cluster.entry()
  const from = performance.now()
  const since = () => performance.now() - from
  const looks = cluster.services.map(({ view }) => {
    const options = { deadline: PATIENCE, interval: LOOK_EVERY }
    return until('the view has the entry', () => view.get(entry.name), options)
  })
  const signing = cluster.first.put(entry, { durable: true, timeout: PATIENCE }).then(since)
  const seeing = Promise.all(looks).then(since)
  return { seen: await seeing, signed: await signing }
}

/** Milliseconds for which the signed part did not grow although something waited for that. */
async function longestStall(cluster: Writers, signal: AbortSignal): Promise<number> {
  const { core } = cluster.first.view
  let longest = 0
  let length = core.signedLength
  let since = performance.now()
  try {
    for await (const _ of every(LOOK_EVERY, null, { signal })) {
      const { signedLength } = core
      if (signedLength !== length || signedLength === core.length) since = performance.now()
      length = signedLength
      longest = Math.max(longest, performance.now() - since)
    }
  } catch {
    // The signal ends it.
  }
  return longest
}
