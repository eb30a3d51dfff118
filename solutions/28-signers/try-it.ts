import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'
import createTestnet from 'hyperdht/testnet.js'

import { RegistryServer } from './net/server.ts'
import { createSwarm, swarmAt } from './net/swarm.ts'
import { RegistryService } from './service.ts'

const PUTS = 3000
/** Puts under way at once, spread over three instances. */
const LANES = 66

const folder = await mkdtemp(join(tmpdir(), 'registry-28-'))
const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`

const first = await start('first')
const others = [await start('second', first.key), await start('third', first.key)]
const services = [first, ...others]
for (const { localKey } of others) await first.addWriter(localKey)
while (services.some(({ base }) => base.linearizer.indexers.length < services.length)) {
  await after(50)
}
await first.put(entry('warm-up'), { durable: true, timeout: 60_000 })

console.log(`${PUTS} puts through three instances, ${LANES} at once`)
const looks = setInterval(signAll, 100)
await measure('every indexer signs')
clearInterval(looks)
await measure('as few as it takes')
await rm(folder, { recursive: true, force: true })
process.exit()

/** What Autobase's own timer does in each instance. */
function signAll(): void {
  for (const { base } of services) void base.ack().catch(() => {})
}

/** Prints puts per second, the slowest put, and how many blocks each instance has appended. */
async function measure(name: string): Promise<void> {
  let next = 0
  let slowest = 0
  const before = services.map(({ base }) => base.local.length)
  const began = performance.now()
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const service = services[lane % services.length] ?? first
    while (next < PUTS) {
      const at = performance.now()
      await service.put(entry(`${name} ${next++}`))
      slowest = Math.max(slowest, performance.now() - at)
    }
  })
  await Promise.all(lanes)
  const seconds = (performance.now() - began) / 1000
  await first.put(entry(`${name}, all`), { durable: true, timeout: 60_000 })
  const blocks = services.map(({ base }, at) => base.local.length - (before[at] ?? 0))
  console.log(
    `${name}: ${Math.round(PUTS / seconds)} puts a second, the slowest after ${Math.round(slowest)} ms, blocks of each: ${blocks.join(', ')}`
  )
}

async function start(name: string, bootstrap: Uint8Array | null = null): Promise<RegistryService> {
  const store = new Corestore(join(folder, name))
  const swarm = await createSwarm(store, swarmAt(dht))
  const service = new RegistryService(store.namespace('registry'), { bootstrap })
  const server = new RegistryServer(service, swarm)
  await server.ready()
  await server.announced()
  return service
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}
