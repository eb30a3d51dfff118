import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService } from './service.ts'

const POLL_MS = 50
const folder = await mkdtemp(join(tmpdir(), 'registry-14-'))
const one = await start('one')
const two = await start('two', one.key)
const three = await start('three', one.key)

link(one, two)
let cutThree = cut(link(one, three), link(two, three))
for (const { localKey } of [two, three]) await one.addWriter(localKey)
await until(() => [one, two, three].every(({ base }) => base.linearizer.indexers.length === 3))
console.log(`three indexers, view key ${short(one.viewKey)}`)

cutThree()
for (let n = 1; n <= 5; n++) await three.put(entry(`alone-${n}`))
await one.removeWriter(three.localKey)
await until(() => one.base.linearizer.indexers.length === 2)
console.log('three was cut off and answered 5 puts, while one removed it')

cutThree = cut(link(one, three), link(two, three))
await until(() => !three.base.writable)
const kept = await Promise.all([1, 2, 3, 4, 5].map((n) => one.view.get(`alone-${n}`)))
console.log(`together again: of the 5, one has ${kept.filter((found) => found !== null).length}`)
console.log(`a put through three: ${await outcome(three.put(entry('late')))}`)
console.log(`two indexers, view key ${short(one.viewKey)}`)

const typo = b4a.alloc(32, 9)
await one.addWriter(typo)
console.log(`a wrong key is an indexer; a durable put: ${await durable()}`)
console.log(`its removal: ${await outcome(one.removeWriter(typo))}`)

cutThree()
await two.close()
console.log(`two is lost for good; its removal: ${await outcome(one.removeWriter(two.localKey))}`)
console.log(`a durable put: ${await durable()}; indexers: ${(await one.status()).indexers}`)

await Promise.all([one.close(), three.close()])
await rm(folder, { recursive: true, force: true })

async function start(name: string, bootstrap: Uint8Array | null = null): Promise<RegistryService> {
  const service = new RegistryService(new Corestore(join(folder, name)), { bootstrap })
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

function cut(...links: (() => void)[]): () => void {
  return () => links.forEach((end) => end())
}

async function durable(): Promise<string> {
  return outcome(one.put(entry('llama'), { durable: true, timeout: 5000 }))
}

async function outcome(promise: Promise<unknown>): Promise<string> {
  const told = (err: unknown) => (err instanceof Error ? err.message : String(err))
  return promise.then(() => 'done', told)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await after(POLL_MS)
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'test' }
}

function short(key: Uint8Array): string {
  return IdEnc.encode(key).slice(0, 6)
}
