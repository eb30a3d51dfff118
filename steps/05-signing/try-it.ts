import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'

const PUTS = 5
const TIMEOUT_MS = 60_000
const driveKey = new Uint8Array(32).fill(1)

const folder = await mkdtemp(join(tmpdir(), 'registry-05-'))
console.log(`three indexers, ${PUTS} durable puts, one after the other`)
for (const ackInterval of [100, 1000]) await measure(ackInterval)
await rm(folder, { recursive: true, force: true })
process.exit()

/** Prints how long a majority took to sign a put. */
async function measure(ackInterval: number): Promise<void> {
  const first = start(ackInterval, 1)
  await first.ready()
  const updates = on(first.base, 'update')
  const others = [2, 3].map((number) => start(ackInterval, number, first.key))
  for (const other of others) {
    await other.ready()
    await first.addWriter(other.localKey)
  }
  const services = [first, ...others]
  for (const [at, a] of services.entries()) {
    for (const b of services.slice(at + 1)) connect(a, b)
  }
  for await (const _ of updates) if ((await first.status()).indexers === 3) break

  const times: number[] = []
  for (let number = 1; number <= PUTS; number++) {
    const begin = performance.now()
    await put(first, `model-${number}`)
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const [median = 0, slowest = 0] = [times[PUTS >> 1], times[PUTS - 1]]
  console.log(
    `ackInterval ${String(ackInterval).padStart(4)} ms: signed after ${seconds(median)}` +
      ` (median), ${seconds(slowest)} (slowest)`
  )
  await Promise.all(services.map((service) => service.close()))
}

function start(ackInterval: number, number: number, bootstrap: Uint8Array | null = null) {
  const store = new Corestore(join(folder, `${ackInterval}-${number}`))
  return new RegistryService(store, { bootstrap, ackInterval })
}

function connect(a: RegistryService, b: RegistryService): void {
  const stream = a.replicate(true)
  stream.pipe(b.replicate(false)).pipe(stream)
}

function put(service: RegistryService, name: string) {
  const entry = { name, driveKey, type: 'text-generation' }
  return service.put(entry, { durable: true, timeout: TIMEOUT_MS })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
