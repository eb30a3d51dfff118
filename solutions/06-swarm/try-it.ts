import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { RegistryServer } from './net/server.ts'
import { createSwarm } from './net/swarm.ts'
import { RegistryService } from './service.ts'

// try-it.ts FOLDER [OTHER]: an instance on FOLDER; it joins the base of the instance on OTHER.
const [folder = '/tmp/registry-06/one', other] = process.argv.slice(2)
if (other !== undefined && !existsSync(`${other}/base-key`)) {
  console.error(`start the instance on ${other} first, and wait until it prints its keys`)
  process.exit(1)
}
const bootstrap = other === undefined ? null : readFileSync(`${other}/base-key`, 'utf8')
mkdirSync(folder, { recursive: true })
const store = new Corestore(`${folder}/store`)
const local = { host: '127.0.0.1', firewalled: false }
const swarm = await createSwarm(store, { ...local, bootstrap: [{ host: local.host, port: 30001 }] })
const service = new RegistryService(store.namespace('registry'), { bootstrap })
const server = new RegistryServer(service, swarm)
await server.announced()
writeFileSync(`${folder}/base-key`, IdEnc.normalize(service.key))
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
  const name = `start-${service.base.local.length}`
  await service.put({ name, driveKey: service.key, type: 'test' })
}
for await (const _ of process.stdin) {
  printed = ''
  await print()
}
