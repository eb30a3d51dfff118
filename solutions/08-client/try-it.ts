import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import createTestnet from 'hyperdht/testnet.js'

import { RegistryClient } from './client/client.ts'
import { RegistryServer } from './net/server.ts'
import { createSwarm } from './net/swarm.ts'
import { RegistryService } from './service.ts'

// Two instances and a client in one process, on a DHT of their own.
const folder = join(tmpdir(), 'registry-08')
rmSync(folder, { recursive: true, force: true })
const { bootstrap } = await createTestnet(4, { host: '127.0.0.1' })

async function boot(name: string) {
  const store = new Corestore(join(folder, name))
  return {
    store,
    swarm: await createSwarm(store, { host: '127.0.0.1', firewalled: false, bootstrap })
  }
}

async function instance(name: string, base: Uint8Array | null) {
  const { store, swarm } = await boot(name)
  const service = new RegistryService(store.namespace('registry'), { bootstrap: base })
  const server = new RegistryServer(service, swarm)
  await server.announced()
  return { service, server, swarm }
}

async function tell(what: string, ask: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  const answer = await ask().catch((err: Error) => err.message)
  console.log(`${what.padEnd(9)}${Math.round(performance.now() - start)} ms:`, answer)
}

const one = await instance('one', null)
const two = await instance('two', one.service.key)
const { store, swarm } = await boot('client')
const options = { timeout: 2000, maxAge: 500 }
const client = new RegistryClient(store, swarm, one.server.serverKey, options)
const llama = { name: 'llama', driveKey: one.service.key, type: 'text-generation' }
const look = async () => (await client.get('llama'))?.type ?? null

await tell('put', () => client.put(llama))
await tell('look-up', look)
while ((await two.service.view.get('llama')) === null) await two.service.base.update()
await one.server.close()
await one.swarm.destroy()
console.log('the server is down')
await tell('put', () => client.put(llama))
await tell('put', () => client.put(llama))
await tell('look-up', look)
await tell('look-up', look)
process.exit()
