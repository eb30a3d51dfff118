import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'
import { encode } from './spec/dispatch/index.js'
import { RegistryView } from './view.ts'

const POLL_MS = 50
const driveKey = b4a.alloc(32, 1)
const put = encode('@registry/put-entry', { name: 'llama', driveKey, type: 'chat' })
const batch = encode('@registry/batch', { operations: [put] })

const folder = await mkdtemp(join(tmpdir(), 'registry-20-'))
const stores = ['one', 'two', 'plain'].map((name) => new Corestore(join(folder, name)))
const one = await start(0)
const two = await start(1, one.key)
let plain = await start(2, one.key)

link(one, two)
const cuts = [link(one, plain), link(two, plain)]
await one.addWriter(two.localKey)
await one.addWriter(plain.localKey, { indexer: false })
await until(() => two.base.isIndexer && plain.base.writable)

await plain.base.append(b4a.from('noise'))
await plain.base.append(put.subarray(0, 20))
await plain.base.append(encode('@registry/batch', { operations: [batch] }))
for (const { localKey } of [one, two]) {
  await plain.base.append(encode('@registry/remove-writer', { key: localKey }))
}
await plain.put({ name: 'behind', driveKey, type: 'chat' })
await untilEqual()
console.log('noise, half a put, a batch inside a batch, two removals, and a put:')
for (const [name, peer] of Object.entries({ one, two, plain })) console.log(await line(name, peer))

for (const cut of cuts) cut()
await one.put({ name: 'mistral', driveKey, type: 'chat' })
await until(() => [one, two].every(isSigned))
// Both others have applied the put: whoever applies it now meets a full disk.
const whole = Object.getOwnPropertyDescriptors(RegistryView.prototype)
const full = Object.assign(new Error('No space left on device'), { code: 'ENOSPC' })
RegistryView.prototype.put = () => Promise.reject(full)
const stopped = once(plain, 'error')
link(one, plain)
console.log(`a put reaches plain, whose disk is full: ${(await stopped)[0].message}; it stops`)
Object.defineProperties(RegistryView.prototype, whole)
console.log(await line('one', one))
console.log(await line('two', two))

plain = await start(2, one.key)
link(one, plain)
await untilEqual()
console.log('plain is started again, with room on its disk:')
console.log(await line('plain', plain))

await rm(folder, { recursive: true, force: true })
// A base that broke in apply may never end its close.
process.exit()

async function start(at: number, bootstrap: Uint8Array | null = null): Promise<RegistryService> {
  const store = stores[at]
  if (store === undefined) throw new Error('there is no such store')
  const service = new RegistryService(store.namespace('registry'), { bootstrap })
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

async function line(name: string, peer: RegistryService): Promise<string> {
  const { skipped, indexers } = await peer.status()
  const names: string[] = []
  for await (const entry of peer.view.list()) names.push(entry.name)
  return `  ${name.padEnd(6)} skipped ${skipped}, ${indexers} indexers, has ${names.join(' and ')}`
}

function isSigned({ view: { core } }: RegistryService): boolean {
  return core.signedLength === core.length
}

async function untilEqual(): Promise<void> {
  const peers = [one, two, plain]
  const lengths = () => new Set(peers.map(({ view }) => view.core.length))
  await until(() => lengths().size === 1 && peers.every(isSigned))
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await after(POLL_MS)
}
