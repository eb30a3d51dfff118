import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import b4a from 'b4a'
import createTestnet from 'hyperdht/testnet.js'
import IdEnc from 'hypercore-id-encoding'

import { Instance } from './instance/instance.ts'
import type { Entry, Key } from './view.ts'

/** Indexers at first, and how many of them are lost for good. */
const [of = 3, lost = 1] = process.argv.slice(2).map(Number)
/** Milliseconds: between two puts, and how long a silence means that an indexer is gone. */
const PUT_MS = 50
const GONE_MS = 3000
/** Milliseconds to watch something that ought not to happen. */
const WATCH_MS = 20_000

const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`
const home = await mkdtemp(join(tmpdir(), 'registry-17-'))

const first = await start('instance-1')
const instances = [first]
for (let n = 2; n <= of; n++) instances.push(await admit(`instance-${n}`))
await until(() => level(of))

let puts = 0
let running = true
const load = putAlong()
await until(() => puts >= 20)

await stage(`close ${lost} of ${of}, and delete the folder`, async () => {
  for (const instance of instances.splice(of - lost)) {
    await instance.close()
    await rm(instance.folder, { recursive: true })
  }
})
const gone = await stage('status says who is silent', () => until(silent))
await stage(`ask to remove ${lost}`, async () => {
  for (const key of gone) await first.service.removeWriter(key)
})
if (lost < of / 2) {
  await stage(`signed: ${of - lost} indexers`, () => until(() => level(of - lost)))
  instances.push(await stage('a new instance is admitted', () => admit('new')))
  await stage(`signed: ${instances.length} indexers`, () => until(() => level(instances.length)))
} else await stage('watch', () => pause(WATCH_MS))
running = false
await load
const written = new Map(
  instances.map(({ service }) => [IdEnc.encode(service.localKey), service.base.local.length])
)
await until(async () => (await Promise.all(instances.map(hasAll))).every(Boolean))
const { indexers, length, signedLength } = await first.service.status()
console.log(`${indexers} indexers have to sign; ${signedLength} of ${length} blocks are signed`)
for (const instance of instances) {
  const missing = await countMissing(instance)
  console.log(`${basename(instance.folder)}: ${missing} of the ${puts} puts are missing`)
}
await rm(home, { recursive: true, force: true, maxRetries: 5 })
process.exit()

async function start(name: string, bootstrap: Key | null = null): Promise<Instance> {
  const instance = new Instance(join(home, name), { dht, bootstrap })
  await instance.ready()
  await instance.server.announced()
  return instance
}

async function admit(name: string): Promise<Instance> {
  const instance = await start(name, first.service.key)
  await first.service.addWriter(instance.service.localKey)
  return instance
}

/** True once they all have the same view, which that many indexers sign. */
function level(count: number): boolean {
  const keys = new Set(instances.map(({ service }) => IdEnc.encode(service.viewKey)))
  const bases = instances.map(({ service }) => service.base)
  return keys.size === 1 && bases.every(({ linearizer }) => linearizer.indexers.length === count)
}

async function silent(): Promise<Key[] | null> {
  const { members } = await first.service.status()
  const keys = members.filter(({ silence }) => silence > GONE_MS).map(({ key }) => key)
  return keys.length === lost ? keys : null
}

/** One put after the other, on the writers in turn. */
async function putAlong(): Promise<void> {
  while (running) {
    const writers = instances.filter(({ service }) => service.base.writable)
    await writers[puts % writers.length]?.service.put(numbered(puts))
    puts++
    await pause(PUT_MS)
  }
}

/** True once it has what each of them had written when the last put was answered. */
async function hasAll({ service }: Instance): Promise<boolean> {
  const { members } = await service.status()
  const here = members.filter(({ key, length }) => length >= (written.get(IdEnc.encode(key)) ?? 0))
  return here.length === members.length
}

async function countMissing({ service }: Instance): Promise<number> {
  let missing = 0
  for (let n = 0; n < puts; n++) if ((await service.view.get(`put-${n}`)) === null) missing++
  return missing
}

function numbered(n: number): Entry {
  return { name: `put-${n}`, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}

async function stage<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const before = puts
  const began = performance.now()
  const result = await run()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${seconds.padStart(5)} s  ${name} (${puts - before} puts answered)`)
  return result
}

async function until<Value>(look: () => Promise<Value> | Value): Promise<NonNullable<Value>> {
  for (;;) {
    const value = await look()
    if (value !== null && value !== undefined && value !== false) return value
    await pause(20)
  }
}
