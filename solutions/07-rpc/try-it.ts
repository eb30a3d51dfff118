import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet.js'
import ProtomuxRpcClient from 'protomux-rpc-client'

import { RegistryServer } from './net/server.ts'
import { createSwarm } from './net/swarm.ts'
import { RegistryService } from './service.ts'
import { getEncoding } from './spec/schema/index.js'

// A server and a caller in one process, on a DHT of their own.
const { bootstrap } = await createTestnet(4, { host: '127.0.0.1' })
const local = { host: '127.0.0.1', firewalled: false, bootstrap }
const folder = join(tmpdir(), 'registry-07')
rmSync(folder, { recursive: true, force: true })
const store = new Corestore(folder)
const service = new RegistryService(store.namespace('registry'))
service.on('warning', (err) => console.log(`  the server's log: ${err}`))
const server = new RegistryServer(service, await createSwarm(store, local))
await server.announced()
const rpc = new ProtomuxRpcClient(new HyperDHT(local), { keyPair: HyperDHT.keyPair() })

async function put(what: string, name: string): Promise<void> {
  console.log(what)
  const entry = { name, driveKey: service.key, type: 'test' }
  const answer = await rpc
    .makeRequest(
      server.serverKey,
      'put-entry',
      { entry },
      {
        requestEncoding: getEncoding('@registry/put-request'),
        responseEncoding: getEncoding('@registry/put-response'),
        timeout: 2000
      }
    )
    .catch((err) => err.cause?.message ?? err.message)
  console.log('  the caller gets:', answer)
}

await put('a put', 'llama')
await put('a put of a name with an invisible character', 'lla\u200bma')
service.putAll = async () => {
  throw new TypeError('a bug in the service')
}
await put('a put, and the service has a bug', 'mistral')
console.log('the server lives')
process.exit()
