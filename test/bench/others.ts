import { Cluster } from './cluster.ts'
import { percentile, timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { inTurn, measureAlone } from './plan.ts'
import type { Plan } from './plan.ts'
import { addRun, loadWarm } from './puts.ts'
import type { Kind } from './subject.ts'

/** Milliseconds after which a lone put counts as left unsigned; the baseline has no nudge. */
const DEADLINE_MS: Record<Kind, number> = { naive: 2000, ours: 10_000 }

/** Lone puts, each when the one before is signed, in turn through all instances. */
export async function measurePauses(figures: Figures, plan: Plan): Promise<void> {
  await inTurn(1, (kind) =>
    Cluster.use(kind, { entries: plan.entries }, async (cluster) => {
      const count = plan.pauses[kind]
      await cluster.paused(5, DEADLINE_MS[kind])
      const { answered, signed, unsigned } = await cluster.paused(count, DEADLINE_MS[kind])
      for (const percent of [50, 99]) {
        figures.add('pauses', kind, `answered, p${percent}`, 'ms', percentile(answered, percent))
        figures.add('pauses', kind, `signed, p${percent}`, 'ms', percentile(signed, percent))
      }
      figures.add('pauses', kind, 'lone puts', 'puts', count)
      figures.add('pauses', kind, 'left unsigned', 'puts', unsigned)
    })
  )
}

/** Entries that arrive in large requests at all three instances at once. */
export async function measureImport(figures: Figures, plan: Plan): Promise<void> {
  for (let at = 0; at < plan.rounds; at++) await measureAlone(figures, 'import', 1000)
  await inTurn(plan.rounds, (kind) =>
    Cluster.use(kind, { entries: plan.entries }, async (cluster) => {
      // A first part that isn't counted, so that the compiler is done.
      await cluster.import(plan.import / 5)
      await cluster.level()
      const { answered, signed } = await cluster.import(plan.import)
      const rate = (ms: number) => (plan.import / ms) * 1000
      figures.add('import', kind, 'answered', 'puts/s', rate(answered))
      figures.add('import', kind, 'signed, all views level', 'puts/s', rate(signed))
    })
  )
}

/** What grows with the base: the cost of a put, admitting indexers, a copy, look-ups. */
export async function measureSize(figures: Figures, plan: Plan): Promise<void> {
  for (const size of plan.sizes) {
    await inTurn(1, (kind) =>
      Cluster.use(kind, { entries: size }, async (cluster) => {
        const add = (name: string, unit: string, value: number) =>
          figures.add('size', kind, `${name} at ${size}`, unit, value)
        add('two indexers admitted', 's', cluster.admission / 1000)
        // They fetch the view from the first instance, as a new reader does.
        const copies = await timed(() => cluster.whole())
        add('after that, until they have a whole copy', 's', copies.ms / 1000)
        const { first, all } = await cluster.copy()
        add('first look-up of a new reader', 'ms', first)
        add('full copy', 's', all / 1000)
        const { names, types, keys, list } = await cluster.lookUps(size)
        add('get by name, p50', 'ms', percentile(names, 50))
        add('first of a type, p50', 'ms', percentile(types, 50))
        add('first of a drive key, p50', 'ms', percentile(keys, 50))
        add(`list of ${size / 20} entries`, 'ms', list)
        for (let at = 0; at < plan.rounds; at++) {
          for (const inFlight of [1, 64]) {
            const run = await loadWarm(cluster, false, inFlight, plan.ms)
            addRun(figures, `size ${size}`, cluster, inFlight, run)
          }
        }
        add('memory of three instances', 'MB', (await cluster.usage()).memory)
      })
    )
  }
}

/** Past one base: the same puts into one base of one writer, and split over ten. */
export async function measureSplit(figures: Figures, { ms }: Plan): Promise<void> {
  for (const bases of [1, 10]) {
    await Cluster.use('ours', { entries: 0, instances: 1 }, async (cluster) => {
      const { answered, ms: took } = await cluster.split(bases, { inFlight: 16 * bases, ms })
      const name = `${bases} base(s) of one writer, 16 in flight each`
      figures.add('split', 'ours', name, 'puts/s', (answered / took) * 1000)
    })
  }
}
