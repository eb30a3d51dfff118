import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'

import type { Entry } from '../support/fixtures.ts'
import { RegistryView } from '../meta/support/last.ts'
import { entryOf } from './entries.ts'
import { timed } from './figures.ts'

/** What rows are put into: a view, or an engine below it. */
export interface Sink {
  put(entry: Entry): Promise<void>
  flush(): Promise<void>
}

/** Inserts per second of HyperDB alone, on a core of its own: no base, no peers. */
export async function insertRows(
  store: Corestore,
  name: string,
  count: number,
  size: number
): Promise<number> {
  const view = new RegistryView(store.get({ name }))
  await view.ready()
  const { ms } = await timed(() => fill(view, 0, count, size))
  await view.close()
  return (count / ms) * 1000
}

/** Puts the rows of these numbers, `size` a transaction. */
export async function fill(sink: Sink, from: number, to: number, size: number): Promise<void> {
  for (let at = from; at < to; at++) {
    await sink.put(entryOf(at))
    if ((at + 1 - from) % size === 0) await sink.flush()
  }
  await sink.flush()
}

/** Runs on a store of its own, which is gone afterwards. */
export async function onStore<Value>(run: (store: Corestore) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const store = new Corestore(folder)
  try {
    await store.ready()
    return await run(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
