import { Child } from './child.ts'
import type { Figures } from './figures.ts'
import { KINDS } from './subject.ts'
import type { Kind } from './subject.ts'

/** How much is measured. */
export interface Plan {
  rounds: number
  /** Entries that are there before a load begins. */
  entries: number
  /** Milliseconds of each load. */
  ms: number
  /** Lone puts that each wait for their signature: ours, and the baseline's, which stalls. */
  pauses: Record<Kind, number>
  /** Sizes of the base whose growth is compared; the last one is copied and admitted to. */
  sizes: number[]
  /** Entries of an import. */
  import: number
  /** Milliseconds of the load that goes on for long. */
  longMs: number
}

const FULL: Plan = {
  rounds: 3,
  entries: 1000,
  ms: 5000,
  pauses: { naive: 100, ours: 500 },
  sizes: [1000, 10_000, 50_000],
  import: 5000,
  longMs: 600_000
}

const QUICK: Plan = {
  rounds: 1,
  entries: 200,
  ms: 2000,
  pauses: { naive: 10, ours: 20 },
  sizes: [200, 1000],
  import: 1000,
  longMs: 30_000
}

/** `entries` puts another number in place of what each load begins with, and limits the sizes. */
export function planOf(quick: boolean, entries: number | null): Plan {
  const plan = quick ? QUICK : FULL
  if (entries === null) return plan
  const sizes = [...plan.sizes.filter((size) => size < entries), entries]
  return { ...plan, entries, sizes }
}

/**
 * Both kinds in turn, so that what slows the machine down slows both. The baseline may break, since
 * that is in its nature: it is said, and the round has no figure of it.
 */
export async function inTurn(rounds: number, run: (kind: Kind) => Promise<void>): Promise<void> {
  for (let at = 0; at < rounds; at++) {
    for (const kind of KINDS) {
      try {
        await run(kind)
      } catch (err) {
        if (kind === 'ours') throw err
        console.log(`the baseline broke: ${err instanceof Error ? err.message : String(err)}`)
      }
    }
  }
}

/** HyperDB alone, in a process of its own as all that is measured; inserts per second. */
export async function measureAlone(figures: Figures, part: string, size: number): Promise<void> {
  const child = new Child()
  try {
    const rate = await child.call('alone', size, size === 1 ? 1000 : 5000)
    figures.add(part, 'alone', `HyperDB, ${size} a transaction`, 'puts/s', rate)
  } finally {
    await child.close()
  }
}
