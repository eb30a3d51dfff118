import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import createTestnet from 'hyperdht/testnet.js'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient } from './client/client.ts'
import { Instance } from './instance/instance.ts'
import { createSwarm, swarmAt } from './net/swarm.ts'

const CLIENTS = 30
const folder = await mkdtemp(join(tmpdir(), 'registry-16-'))
const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`

// Each has a base of its own, so that its answer to `status` tells who it is.
const names = ['A', 'B', 'C']
const instances = names.map((name) => new Instance(join(folder, name), { dht }))
for (const instance of instances) {
  await instance.ready()
  await instance.server.announced()
}
const bases = instances.map(({ service }) => IdEnc.encode(service.key))
const store = new Corestore(join(folder, 'clients'))
const swarm = await createSwarm(store, swarmAt(dht))
const keys = instances.map(({ server }) => server.serverKey)
const clients = Array.from({ length: CLIENTS }, () => new RegistryClient(store, swarm, keys))

const load = await answers(`${CLIENTS} clients, answered by`)
const busiest = load.indexOf(Math.max(...load))
await instances[busiest]?.close()
await answers(`without ${names[busiest]}`)
await answers('the next requests')

const entries = Array.from({ length: 1000 }, (_, n) => {
  return { name: `entry-${n}`, driveKey: b4a.alloc(32, 1), type: 'test' }
})
let requests = 0
await timed('1,000 entries', async () => {
  await clients[0]?.putAll(entries, () => requests++)
  return `${requests} requests`
})

await Promise.all(instances.map((instance) => instance.close()))
await timed('all have ended', async () => {
  await clients[0]?.call('status', {})
  return 'answered'
})

await Promise.all(clients.map((client) => client.close()))
await swarm.destroy()
await store.close()
await testnet.destroy()
await rm(folder, { recursive: true, force: true })

/** Asks with each client, and counts the answers of each instance. */
async function answers(what: string): Promise<number[]> {
  const counts = names.map(() => 0)
  await timed(what, async () => {
    const statuses = await Promise.all(clients.map((client) => client.call('status', {})))
    for (const { key } of statuses) {
      const at = bases.indexOf(IdEnc.encode(key))
      counts[at] = (counts[at] ?? 0) + 1
    }
    return names.map((name, at) => `${name} ${counts[at]}`).join(', ')
  })
  return counts
}

async function timed(what: string, run: () => Promise<string | undefined>): Promise<void> {
  const start = performance.now()
  // On a busy machine none may answer in time: the next line is worth seeing all the same.
  const result = await run().catch((err: unknown) => (err instanceof Error ? err.message : 'no'))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${what}: ${result} (${seconds} s)`)
}
