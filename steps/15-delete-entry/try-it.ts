import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'

const POLL_MS = 50
const NAMES = Array.from({ length: 20 }, (_, n) => `entry-${n + 1}`)
const folder = await mkdtemp(join(tmpdir(), 'registry-15-'))

// Each time one puts 20 entries, and the other deletes them without having seen them.
await play('the indexer puts, a plain writer deletes', { indexer: false, swap: false })
await play('a plain writer puts, the indexer deletes', { indexer: false, swap: true })
for (let time = 0; time < 6; time++) {
  await play('two indexers: neither can sign alone', { indexer: true, swap: false })
}
await rm(folder, { recursive: true, force: true })

async function play(what: string, { indexer, swap }: { indexer: boolean; swap: boolean }) {
  const one = await start()
  const two = await start(one.key)
  const cut = link(one, two)
  await one.addWriter(two.localKey, { indexer })
  await until(async () => (indexer ? two.base.isIndexer : two.base.writable))
  cut()

  const [putter, deleter] = swap ? [two, one] : [one, two]
  for (const name of [...NAMES, 'last of the puts']) await putter.put(entry(name))
  for (const name of NAMES) await deleter.delete(name)
  await deleter.put(entry('last of the deletes'))
  const cutAgain = link(one, two)
  for (const { view } of [one, two]) {
    for (const name of ['last of the puts', 'last of the deletes']) {
      await until(async () => (await view.get(name)) !== null)
    }
    await until(async () => view.core.signedLength === view.core.length)
  }
  const left = await Promise.all([one, two].map(count))
  const isLower = b4a.compare(putter.localKey, deleter.localKey) < 0
  const whose = isLower ? 'putter' : 'deleter'
  console.log(
    `${what.padEnd(41)} ${left[0]} and ${left[1]} of 20 are left; lower key: the ${whose}`
  )
  cutAgain()
  await Promise.all([one.close(), two.close()])
}

async function start(bootstrap: Uint8Array | null = null): Promise<RegistryService> {
  const store = new Corestore(await mkdtemp(join(folder, 'store-')))
  const service = new RegistryService(store, { bootstrap })
  await service.ready()
  return service
}

/** Connects two services; the function that it returns cuts them off again. */
function link(a: RegistryService, b: RegistryService): () => void {
  const streams = [a.replicate(true), b.replicate(false)] as const
  for (const stream of streams) stream.on('error', () => {})
  streams[0].pipe(streams[1]).pipe(streams[0])
  return () => streams.forEach((stream) => stream.destroy())
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await after(POLL_MS)
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'test' }
}

async function count({ view }: RegistryService): Promise<number> {
  const found = await Promise.all(NAMES.map((name) => view.get(name)))
  return found.filter((each) => each !== null).length
}
