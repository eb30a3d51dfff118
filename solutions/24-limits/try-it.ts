import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import c from 'compact-encoding'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet.js'
import ProtomuxRPC from 'protomux-rpc'

import { RegistryClient } from './client/client.ts'
import { Access } from './net/access.ts'
import { RegistryServer } from './net/server.ts'
import { createSwarm, swarmAt } from './net/swarm.ts'
import { RegistryService } from './service.ts'
import { getEncoding } from './spec/schema/index.js'

const FLOOD = 3000
const BYTES = { requestEncoding: null, responseEncoding: null } as const
const request = c.encode(getEncoding('@registry/put-request'), { entry: entry('flood') })
const [greedy, honest] = [HyperDHT.keyPair(), HyperDHT.keyPair()]

const folder = await mkdtemp(join(tmpdir(), 'registry-24-'))
const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`
console.log(`one client sends ${FLOOD} puts at once, another one by one`)
await measure('without limits', false)
await measure('with limits', true)
await rm(folder, { recursive: true, force: true })
process.exit()

/** Prints what happened to the flood, and how long the puts beside it took. */
async function measure(name: string, limited: boolean): Promise<void> {
  const { server, close } = await serve(name)
  const run = server.limits.run.bind(server.limits)
  let underWay = 0
  let most = 0
  server.limits.run = async (key, work) => {
    const counted = async () => {
      most = Math.max(most, ++underWay)
      return work().finally(() => underWay--)
    }
    return limited ? run(key, counted) : counted()
  }
  const { store, swarm } = await machine(`${name}, clients`)
  const client = new RegistryClient(store, swarm, [server.serverKey], {
    keyPair: honest,
    timeout: 60_000
  })
  await client.put(entry('first'))

  const rpc = new ProtomuxRPC(swarm.dht.connect(server.serverKey, { keyPair: greedy }), {
    id: server.serverKey
  })
  await rpc.request('put-entry', request, BYTES)
  let refused = 0
  let left = FLOOD
  const flood = Array.from({ length: FLOOD }, async () => {
    await rpc.request('put-entry', request, BYTES).catch(() => refused++)
    left--
  })
  const waits: number[] = []
  while (left > 0) {
    const began = performance.now()
    await client.put(entry(`honest-${waits.length}`))
    waits.push(performance.now() - began)
  }
  await Promise.all(flood)
  const longest = Math.round(Math.max(...waits))
  console.log(
    `${name}: ${most} requests under way at once, ${refused} of ${FLOOD} refused;` +
      ` ${waits.length} honest puts meanwhile, the slowest after ${longest} ms`
  )
  await client.close()
  await swarm.destroy()
  await store.close()
  await close()
}

async function serve(name: string) {
  const { store, swarm } = await machine(name)
  const service = new RegistryService(store.namespace('registry'))
  const access = new Access({ writers: [greedy.publicKey, honest.publicKey] })
  const server = new RegistryServer(service, swarm, { access })
  await server.ready()
  await server.announced()
  const close = async () => {
    await server.close()
    await service.close()
    await swarm.destroy()
    await store.close()
  }
  return { server, close }
}

async function machine(name: string) {
  const store = new Corestore(join(folder, name))
  return { store, swarm: await createSwarm(store, swarmAt(dht)) }
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}
