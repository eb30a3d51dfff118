import { timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { Writers } from './writers.ts'

/** Past one base: the same puts into one base, and split by type over several. */
export async function measureSplit(figures: Figures, bases: number, count: number): Promise<void> {
  for (const number of [1, bases]) {
    const clusters = await Promise.all(Array.from({ length: number }, () => Writers.open(1)))
    const { ms } = await timed(() =>
      Promise.all(clusters.map((cluster) => cluster.put(Math.ceil(count / number), 16)))
    )
    const name = `${number} base(s) of one writer, 16 in flight each`
    figures.add('split', name, 'puts/s', [(count / ms) * 1000])
    for (const cluster of clusters) await cluster.close()
  }
}
