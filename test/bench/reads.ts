import b4a from 'b4a'

import { until } from '../support/until.ts'
import { percentile, timed } from './figures.ts'
import type { Figures } from './figures.ts'
import { RegistryReader, createSwarm } from './subject.ts'
import { Writers } from './writers.ts'

const LOOK_UPS = 300
/** Milliseconds. */
const PATIENCE = 600_000

/** Entries that arrive in large requests, until three writers have signed them. */
export async function measureBulk(figures: Figures, rounds: number, size: number): Promise<void> {
  const rates: number[] = []
  for (let at = 0; at < rounds; at++) {
    const cluster = await Writers.open(3)
    const { ms } = await timed(() => cluster.fill(size))
    rates.push((size / ms) * 1000)
    await cluster.close()
  }
  figures.add('bulk', `import of ${size}, 3 writers, signed`, 'entries/s', rates)
}

/** Look-ups on a writer and on a reader; what newcomers wait for; what admitting indexers takes. */
export async function measureReads(figures: Figures, size: number): Promise<void> {
  const cluster = await Writers.open(1)
  const { ms } = await timed(() => cluster.fill(size))
  figures.add('bulk', `import of ${size}, 1 writer`, 'entries/s', [(size / ms) * 1000])

  const machine = await cluster.net.machine(createSwarm, { seed: 60 })
  const opening = await timed(async () => {
    const reader = await machine.start(
      (store, swarm) => new RegistryReader(store, swarm, cluster.first.viewKey)
    )
    await reader.view.get('model-0000000')
  })
  figures.add('newcomers', `new reader at ${size}: first get`, 'ms', [opening.ms])
  const copy = await timed(() => copyAll(cluster))
  figures.add('newcomers', `new reader at ${size}: full copy`, 's', [copy.ms / 1000])
  await measureLookUps(figures, cluster, size)
  await measureAdmission(figures, cluster, size)
  await measureWriter(figures, cluster, size)
  await cluster.close()
}

async function copyAll(cluster: Writers): Promise<void> {
  const machine = await cluster.net.machine(createSwarm, { seed: 61 })
  const reader = await machine.start(
    (store, swarm) => new RegistryReader(store, swarm, cluster.first.viewKey, { download: true })
  )
  const { core } = reader.view
  await core.download({ start: 0, end: core.length }).done()
}

async function measureLookUps(figures: Figures, cluster: Writers, size: number): Promise<void> {
  const machine = await cluster.net.machine(createSwarm, { seed: 62 })
  const reader = await machine.start(
    (store, swarm) => new RegistryReader(store, swarm, cluster.first.viewKey)
  )
  for (const [where, view] of [
    ['writer', cluster.first.view],
    ['reader', reader.view]
  ] as const) {
    const gets: number[] = []
    const finds: number[] = []
    const keys: number[] = []
    for (let at = 0; at < LOOK_UPS; at++) {
      const name = `model-${String((((at * 37) % size) * 7919) % 1_000_003).padStart(7, '0')}`
      gets.push((await timed(() => view.get(name))).ms)
      finds.push((await timed(() => first(view.findByType(`type-${at % 20}`)))).ms)
      keys.push((await timed(() => first(view.findByDriveKey(b4a.alloc(32, at % 255))))).ms)
    }
    figures.add('reads', `${where} at ${size}: get by name, p50`, 'ms', [percentile(gets, 50)])
    figures.add('reads', `${where} at ${size}: get by name, p99`, 'ms', [percentile(gets, 99)])
    figures.add('reads', `${where} at ${size}: first of a drive key, p50`, 'ms', [
      percentile(keys, 50)
    ])
    figures.add('reads', `${where} at ${size}: first of a type, p50`, 'ms', [percentile(finds, 50)])
    const { ms } = await timed(() => countOf(view.findByType('type-0')))
    figures.add('reads', `${where} at ${size}: list a type of ${size / 20}`, 'ms', [ms])
  }
}

async function measureAdmission(figures: Figures, cluster: Writers, size: number): Promise<void> {
  const joined = await Promise.all([20, 21].map((seed) => cluster.join(seed)))
  const { ms } = await timed(async () => {
    for (const { localKey } of joined) await cluster.first.addWriter(localKey)
    cluster.services.push(...joined)
    await cluster.level()
  })
  figures.add('newcomers', `admitting two indexers at ${size}, until level`, 's', [ms / 1000])
}

/** A writer that signs nothing, as the fourth: it joins three indexers. */
async function measureWriter(figures: Figures, cluster: Writers, size: number): Promise<void> {
  const from = performance.now()
  const joined = await cluster.join(22)
  const options = { deadline: PATIENCE, interval: 20 }
  await until('the newcomer has an entry', () => joined.view.get('model-0000000'), options)
  figures.add('newcomers', `new writer at ${size}: first get`, 'ms', [performance.now() - from])
  const { ms } = await timed(async () => {
    await cluster.first.addWriter(joined.localKey, { indexer: false })
    cluster.services.push(joined)
    await until('the newcomer may write', () => joined.base.writable, options)
    await cluster.level()
  })
  figures.add('newcomers', `new writer at ${size}: admitted and level`, 's', [ms / 1000])
}

async function first(entries: AsyncIterable<unknown>): Promise<unknown> {
  for await (const entry of entries) return entry
  return null
}

async function countOf(entries: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of entries) count++
  return count
}
