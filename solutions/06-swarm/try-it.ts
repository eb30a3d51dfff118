import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { RegistryServer } from './net/server.ts'
import { createSwarm } from './net/swarm.ts'
import { RegistryService } from './service.ts'

/** Each instance has a folder here, which it finds again at its next start. */
const HOME = join(import.meta.dirname, '../../.workshop/06-swarm')

// try-it.ts NAME [OTHER]: an instance of that name; it joins the base of the other one.
const [name = 'one', other] = process.argv.slice(2)
const folder = join(HOME, name)
const otherKey = join(HOME, other ?? name, 'base-key')
if (other !== undefined && !existsSync(otherKey)) {
  console.error(`start ${other} first, and wait until it prints its keys`)
  process.exit(1)
}
const bootstrap = other === undefined ? null : readFileSync(otherKey, 'utf8')
mkdirSync(folder, { recursive: true })
const store = new Corestore(join(folder, 'store'))
const local = { host: '127.0.0.1', firewalled: false }
const swarm = await createSwarm(store, { ...local, bootstrap: [{ host: local.host, port: 30001 }] })
const service = new RegistryService(store.namespace('registry'), { bootstrap })
const server = new RegistryServer(service, swarm)
await server.announced()
writeFileSync(join(folder, 'base-key'), IdEnc.normalize(service.key))
console.log(`base key    ${IdEnc.normalize(service.key)}`)
console.log(`server key  ${IdEnc.normalize(server.serverKey)}`)

let printed = ''
async function print(): Promise<void> {
  const names: string[] = []
  for await (const { name } of service.view.list()) names.push(name)
  if (printed !== (printed = names.join(', '))) console.log(`entries     ${printed}`)
}

service.base.on('update', () => void print())
if (service.base.writable) {
  const start = `start-${service.base.local.length}`
  await service.put({ name: start, driveKey: service.key, type: 'test' })
}
for await (const _ of process.stdin) {
  printed = ''
  await print()
}
