import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import Hyperbee2 from 'hyperbee2'
import HyperDB from 'hyperdb'

import { definition } from '../meta/support/last.ts'
import type { Registry } from '../meta/support/last.ts'
import { timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { fill, onStore } from './limits.ts'
import type { Sink } from './limits.ts'
import type { Plan } from './plan.ts'

type Open = (store: Corestore, core: Hypercore) => HyperDB<Registry>

/** The engines that HyperDB offers on a core. Readers share the view with apply, which cuts it back. */
const ENGINES = {
  bee: (_: Corestore, core: Hypercore) =>
    HyperDB.bee(core, definition, { extension: false, autoUpdate: true }),
  bee2: (store: Corestore, core: Hypercore) => {
    const bee = new Hyperbee2(store, { core })
    // It keeps its tree in memory, and is not told when the core changes without it.
    core.on('append', () => bee.update())
    core.on('truncate', () => {
      bee.cache.empty()
      bee.update()
    })
    return HyperDB.bee2(bee, definition, { autoUpdate: true })
  }
}
const ROWS = 1000
const BATCH = 50
const KEPT = 50
const CUT = 250

/** How fast each engine is alone, and how its look-up fares while its core is cut back. */
export async function measureEngines(figures: Figures, { rounds }: Plan): Promise<void> {
  for (let at = 0; at < rounds; at++) {
    for (const [name, open] of Object.entries(ENGINES)) {
      for (const size of [1, ROWS]) {
        const rate = await onStore((store) => insertRows(store, open, size))
        figures.add('engines', 'alone', `${name}, ${size} a transaction`, 'inserts/s', rate)
      }
      const seen = await onStore((store) => cutDuringLookUp(store, open))
      const what = `${name}: a look-up during a reorder returns, of ${KEPT + CUT}`
      figures.add('engines', 'alone', what, 'entries', seen)
    }
  }
}

async function insertRows(store: Corestore, open: Open, size: number): Promise<number> {
  const db = await opened(store, open)
  const { ms } = await timed(() => fill(sinkOf(db), 0, ROWS, size))
  return (ROWS / ms) * 1000
}

/**
 * As a reorder does: the tip is cut off and other operations make a new one, of as many rows. How
 * many of the rows that were there when it began does the look-up return?
 */
async function cutDuringLookUp(store: Corestore, open: Open): Promise<number> {
  const db = await opened(store, open)
  const sink = sinkOf(db)
  await fill(sink, 0, KEPT, BATCH)
  const { length } = db.core
  await fill(sink, KEPT, KEPT + CUT, BATCH)
  const before = new Set<string>()
  for await (const { name } of db.find('@registry/entry')) before.add(name)
  let [returned, seen] = [0, 0]
  for await (const { name } of db.find('@registry/entry')) {
    if (before.has(name)) seen++
    if (++returned !== 10) continue
    await db.core.truncate(length)
    await fill(sink, KEPT + CUT, KEPT + 2 * CUT, BATCH)
  }
  return seen
}

async function opened(store: Corestore, open: Open): Promise<HyperDB<Registry>> {
  const core = store.get({ name: 'limit' })
  await core.ready()
  const db = open(store, core)
  await db.ready()
  return db
}

function sinkOf(db: HyperDB<Registry>): Sink {
  return { put: (entry) => db.insert('@registry/entry', entry), flush: () => db.flush() }
}
