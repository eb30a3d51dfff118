import b4a from 'b4a'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import Hyperbee2 from 'hyperbee2'
import HyperDB from 'hyperdb'

import definition from '#reference/14-trust/spec/db/index.js'
import type { Registry } from '#reference/14-trust/spec/db/index.js'
import { timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { repeat } from './limits.ts'

type Open = (store: Corestore, core: Hypercore) => HyperDB<Registry>

/** The engines that HyperDB offers on a core. Readers share the view with apply, which cuts it back. */
const ENGINES: Record<string, Open> = {
  bee: (_, core) => HyperDB.bee(core, definition, { extension: false, autoUpdate: true }),
  bee2: (store, core) => {
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
const BATCH = 50
const KEPT = 50
const CUT = 250

/** How fast each engine is alone, and what a look-up returns while its core is cut back. */
export async function measureEngines(
  figures: Figures,
  rounds: number,
  count: number
): Promise<void> {
  for (const [name, open] of Object.entries(ENGINES)) {
    for (const size of [1, 1000]) {
      const rates = await repeat(rounds, async (store) => {
        const db = await opened(store, open)
        const total = Math.max(count, size)
        const { ms } = await timed(() => fill(db, 'type', 0, total, size))
        return (total / ms) * 1000
      })
      figures.add('engines', `${name}: ${size} a transaction`, 'inserts/s', rates)
    }
    const seen = await repeat(rounds, async (store) => cutDuringLookUp(await opened(store, open)))
    const what = `${name}: a look-up of ${KEPT + CUT} during a reorder returns`
    figures.add('engines', what, 'entries', seen)
  }
}

/** As a reorder does: the tip is cut off and other operations make a new one. */
async function cutDuringLookUp(db: HyperDB<Registry>): Promise<number> {
  await fill(db, 'kept', 0, KEPT, BATCH)
  const { length } = db.core
  await fill(db, 'cut', KEPT, KEPT + CUT, BATCH)
  let seen = 0
  for await (const _ of db.find('@registry/entry')) {
    if (++seen !== 10) continue
    await db.core.truncate(length)
    await fill(db, 'other', KEPT + CUT, KEPT + 2 * CUT, BATCH)
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

async function fill(
  db: HyperDB<Registry>,
  type: string,
  from: number,
  to: number,
  size: number
): Promise<void> {
  for (let at = from; at < to; at++) {
    const name = `model-${(at * 7919) % 1_000_003}`
    const [driveKey, owner] = [b4a.alloc(32, at % 255), `owner-${at % 500}`]
    await db.insert('@registry/entry', { name, driveKey, type, owner, description: null })
    if ((at + 1 - from) % size === 0) await db.flush()
  }
  await db.flush()
}
