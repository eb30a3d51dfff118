import { until } from '../support/until.ts'
import type { Entries } from './entries.ts'
import { Gap, watchSigning } from './gap.ts'
import type { Subject } from './subject.ts'

/** Entries in one request of an import. */
const BATCH = 256

/** Puts without a pause, as long as it says. */
export interface LoadOptions {
  inFlight: number
  ms: number
}

/** What one process has seen of a load; all figures but the count are milliseconds. */
export interface Load {
  answered: number
  ms: number
  latencies: number[]
  /** The longest time in which an instance that was asked answered nothing. */
  silent: number
  /** The longest time in which something waited for a signature and nothing was signed. */
  unsigned: number
  /** The longest time from a length of the view to the signature that covers it. */
  behind: number
}

/**
 * Puts for that long, each lane one after the other and always to the same instance, as a client
 * does; then waits for the answers that are still to come.
 */
export async function runLoad(
  subjects: Subject[],
  entries: Entries,
  { inFlight, ms }: LoadOptions
): Promise<Load> {
  const end = new AbortController()
  const watching = Promise.all(subjects.map((subject) => watchSigning(subject, end.signal)))
  const latencies: number[] = []
  const gaps = subjects.map(() => new Gap())
  const start = performance.now()
  const lane = async (at: number) => {
    const subject = subjects[at % subjects.length]!
    const gap = gaps[at % subjects.length]!
    while (performance.now() - start < ms) {
      const from = performance.now()
      await subject.put(entries.next())
      latencies.push(performance.now() - from)
      gap.note()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, at) => lane(at)))
  const took = performance.now() - start
  end.abort()
  const signing = await watching
  const unsigned = Math.max(...signing.map((each) => each.unsigned))
  const behind = Math.max(...signing.map((each) => each.behind))
  const silent = Math.max(...gaps.map(({ longest }) => longest))
  return { answered: latencies.length, ms: took, latencies, silent, unsigned, behind }
}

/** The loads of two processes as one. */
export function mergeLoads(a: Load, b: Load): Load {
  return {
    answered: a.answered + b.answered,
    ms: Math.max(a.ms, b.ms),
    latencies: [...a.latencies, ...b.latencies],
    silent: Math.max(a.silent, b.silent),
    unsigned: Math.max(a.unsigned, b.unsigned),
    behind: Math.max(a.behind, b.behind)
  }
}

/** What became of lone puts: milliseconds to the answer and to the signature. */
export interface Fates {
  answered: number[]
  signed: number[]
  unsigned: number
}

/** Lone puts, each when the one before is signed, or given up after `deadline` milliseconds. */
export async function runPaused(
  subjects: Subject[],
  entries: Entries,
  { count, deadline }: { count: number; deadline: number }
): Promise<Fates> {
  const fates: Fates = { answered: [], signed: [], unsigned: 0 }
  for (let at = 0; at < count; at++) {
    const subject = subjects[at % subjects.length]!
    const { core } = subject.view
    const { length } = core
    const from = performance.now()
    await subject.put(entries.next())
    fates.answered.push(performance.now() - from)
    // Nobody else puts: what the view has grown by is this entry.
    const signed = () => core.length > length && core.signedLength === core.length
    try {
      await until('the put is signed', signed, { deadline, interval: 2 })
      fates.signed.push(performance.now() - from)
    } catch {
      fates.unsigned++
    }
  }
  return fates
}

/** An import: each instance stores its share, in as few requests as it takes. */
export async function runImport(
  subjects: Subject[],
  entries: Entries,
  count: number
): Promise<void> {
  let left = count
  const share = async (subject: Subject) => {
    while (left > 0) {
      const size = Math.min(BATCH, left)
      left -= size
      await subject.putAll(entries.take(size))
    }
  }
  await Promise.all(subjects.map(share))
}
