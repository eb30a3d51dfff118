import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'

import { appendSynced } from './base/disk.ts'
import { RegistryService } from './service.ts'
import { encode } from './spec/dispatch/index.js'
import type { Entry } from './view.ts'

const PUTS = 500
/** Puts under way at once, as from four clients that send 16 each. */
const IN_FLIGHT = 64
/** Not the system's folder for temporary files: that may be memory, where a sync costs nothing. */
const FOLDER = '.workshop'

console.log(`one sync of the disk: ${(await syncMs()).toFixed(2)} ms`)
const alone = await measure((service, store) => {
  const append = appendSynced(service.base, store)
  return (entry) => append([encode('@registry/put-entry', entry)])
})
const queued = await measure((service) => (entry) => service.put(entry))
console.log(`${PUTS} puts, ${IN_FLIGHT} at a time:`)
console.log(`  one block and one sync per put  ${alone}`)
console.log(`  through the queue               ${queued}`)

type Put = (entry: Entry) => Promise<unknown>

/** Puts entries into a registry of its own; says how fast they went, and into how many blocks. */
async function measure(createPut: (service: RegistryService, store: Corestore) => Put) {
  const folder = await scratch()
  const store = new Corestore(folder)
  const service = new RegistryService(store)
  await service.ready()
  const put = createPut(service, store)
  const before = service.base.local.length
  const start = performance.now()
  let next = 0
  const sender = async () => {
    while (next < PUTS) await put(numbered(next++))
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender))
  const seconds = (performance.now() - start) / 1000
  const blocks = service.base.local.length - before
  await service.close()
  await store.close()
  await rm(folder, { recursive: true })
  return `${Math.round(PUTS / seconds)} puts per second, ${blocks} blocks`
}

/** Milliseconds, the median of many. */
async function syncMs(): Promise<number> {
  const folder = await scratch()
  const file = await open(join(folder, 'log'), 'a')
  const times: number[] = []
  for (let n = 0; n < 101; n++) {
    await file.write(b4a.alloc(200, n))
    const start = performance.now()
    await file.datasync()
    times.push(performance.now() - start)
  }
  await file.close()
  await rm(folder, { recursive: true })
  return times.sort((a, b) => a - b)[50] ?? 0
}

async function scratch(): Promise<string> {
  await mkdir(FOLDER, { recursive: true })
  return mkdtemp(join(FOLDER, 'try-09-'))
}

function numbered(number: number): Entry {
  const name = `model-${number}`
  const driveKey = b4a.alloc(32, number)
  return { name, driveKey, type: 'text-generation', owner: null, description: null }
}
