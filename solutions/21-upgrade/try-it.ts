import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'

const POLL_MS = 50
/** For a majority to sign, where there is none, and where there is one. */
const [SHORT_MS, LONG_MS] = [3000, 60_000]
let puts = 0

const folder = await mkdtemp(join(tmpdir(), 'registry-21-'))
const stores = ['one', 'two', 'three'].map((name) => new Corestore(join(folder, name)))
const one = await start(0, 2)
const two = await start(1, 1, one.key)
let three = await start(2, 1, one.key)

link(one, two)
link(one, three)
link(two, three)
for (const { localKey } of [two, three]) await one.addWriter(localKey)
await until(() => [one, two, three].every(({ base }) => base.linearizer.indexers.length === 3))
await one.put(entry('before'))
await until(() => [one, two, three].every(isSigned))

await one.upgrade()
await until(() => [two, three].every(({ base }) => base.interrupted !== null))
console.log('one knows version 2 and has announced it:')
await tell(SHORT_MS)

await three.close()
three = await start(2, 2, one.key)
link(one, three)
await until(() => isSigned(one) && three.view.core.length === one.view.core.length)
console.log('three is started with the new program:')
await tell(LONG_MS)

await three.close()
const old = start(2, 1, one.key).then(
  () => 'it runs',
  (err: Error) => err.message
)
console.log(`three is started with the old program again: ${await old}`)

await rm(folder, { recursive: true, force: true })
process.exit()

async function start(at: number, version: number, bootstrap: Uint8Array | null = null) {
  const store = stores[at]
  if (store === undefined) throw new Error('there is no such store')
  const service = new RegistryService(store.namespace('registry'), { bootstrap, version })
  await service.ready()
  return service
}

function link(a: RegistryService, b: RegistryService): void {
  const streams = [a.replicate(true), b.replicate(false)] as const
  for (const stream of streams) stream.on('error', () => {})
  streams[0].pipe(streams[1]).pipe(streams[0])
}

/** What each of them says of itself, and what it answers to a look-up and to a durable put. */
async function tell(timeout: number): Promise<void> {
  for (const [name, peer] of Object.entries({ one, two, three })) {
    const { version, halted } = await peer.status()
    const found = (await peer.view.get('before')) === null ? 'null' : 'found'
    const state = halted === null ? 'runs' : 'halted'
    const options = { durable: true, timeout }
    const put = await peer.put(entry(`put-${++puts}`), options).then(
      () => 'signed',
      (err: Error & { code?: string }) => err.code ?? err.message
    )
    console.log(`  ${name.padEnd(5)} version ${version}, ${state}; get: ${found}; put: ${put}`)
  }
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'test' }
}

function isSigned({ view: { core } }: RegistryService): boolean {
  return core.signedLength === core.length
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await after(POLL_MS)
}
