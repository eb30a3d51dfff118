import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'

import type { Entry } from '../support/fixtures.ts'
import { timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { RegistryView } from './subject.ts'

const BLOCK = b4a.alloc(150, 1)

/** What the layers below can do alone, in this run, on this machine. */
export async function measureLimits(
  figures: Figures,
  rounds: number,
  count: number
): Promise<void> {
  const appends = await repeat(rounds, (store) => appendBlocks(store, count))
  figures.add('limits', 'Hypercore, one append at a time', 'appends/s', appends)
  for (const size of [1, 100, 1000]) {
    const rates = await repeat(rounds, (store) => insertRows(store, Math.max(count, size), size))
    figures.add('limits', `HyperDB alone, ${size} a transaction`, 'inserts/s', rates)
  }
}

async function appendBlocks(store: Corestore, count: number): Promise<number> {
  const core = store.get({ name: 'limit' })
  await core.ready()
  const { ms } = await timed(async () => {
    for (let at = 0; at < count; at++) await core.append(BLOCK)
  })
  return (count / ms) * 1000
}

async function insertRows(store: Corestore, count: number, size: number): Promise<number> {
  const view = new RegistryView(store.get({ name: 'limit' }))
  await view.ready()
  const { ms } = await timed(() => fill(view, 0, count, size))
  await view.close()
  return (count / ms) * 1000
}

/** What rows are put into: a view, or an engine below it. */
export interface Sink {
  put(entry: Entry): Promise<void>
  flush(): Promise<void>
}

/** Puts the rows of these numbers, `size` a transaction; their names come in no order. */
export async function fill(sink: Sink, from: number, to: number, size: number): Promise<void> {
  for (let at = from; at < to; at++) {
    await sink.put({
      name: `model-${(at * 7919) % 1_000_003}`,
      driveKey: b4a.alloc(32, at % 255),
      type: `type-${at % 20}`,
      owner: `owner-${at % 500}`,
      description: null
    })
    if ((at + 1 - from) % size === 0) await sink.flush()
  }
  await sink.flush()
}

/** Runs on a store of its own each time, which is gone afterwards. */
export async function repeat(
  rounds: number,
  run: (store: Corestore) => Promise<number>
): Promise<number[]> {
  const values: number[] = []
  for (let at = 0; at < rounds; at++) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'))
    const store = new Corestore(folder)
    await store.ready()
    values.push(await run(store))
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return values
}
