import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import b4a from 'b4a'
import Corestore from 'corestore'
import createTestnet from 'hyperdht/testnet.js'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient } from '../solutions/17-rotation/client/client.ts'
import { readCard } from '../solutions/17-rotation/instance/storage.ts'
import { createSwarm } from '../solutions/17-rotation/net/swarm.ts'

/** Some of the indexers are lost for good under load, as real processes; prints what that took. */
const [of = 3, lost = 1] = process.argv.slice(2).map(Number)

const BIN = fileURLToPath(new URL('../solutions/17-rotation/bin.ts', import.meta.url))
const HOST = '127.0.0.1'
/** Milliseconds between two puts, between two looks, and until a look gives up. */
const EVERY = 50
const LOOK = 20
const PATIENCE = 60_000
/** Milliseconds after which something that no majority can sign counts as never signed. */
const NEVER = 30_000

const testnet = await createTestnet(4, { host: HOST })
const bootstrap = testnet.bootstrap
const dht = `${HOST}:${bootstrap[0]?.port}`
const home = await mkdtemp(join(tmpdir(), 'rotation-'))
const children = new Set<ChildProcess>()
const logs = new Map<ChildProcess, string>()
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')))

interface Writer {
  name: string
  folder: string
  child: ChildProcess
  keys: { localKey: string; baseKey: string; serverKey: string }
  client: RegistryClient
}

const names = ['one', 'two', 'three', 'four', 'five'].slice(0, of)
const writers: Writer[] = []
for (const name of names) writers.push(await start(name, writers[0]?.keys.baseKey))
const first = writers[0]!
for (const { keys } of writers.slice(1)) await admit(keys.localKey)
await until(`${of} indexers of one view`, () => level(writers, of))

const answered: string[] = []
const failed: string[] = []
const waits: number[] = []
let running = true
const user = await connect(writers.map(({ keys }) => keys.serverKey))
const load = putAlong()
await until('20 puts', async () => answered.length >= 20)
await until('the reader reads', async () => (await user.get('put-0')) !== null)

const gone = writers.slice(-lost)
const left = writers.slice(0, -lost)
await stage(`kill -9 and delete ${gone.map(({ name }) => name).join(' and ')}`, async () => {
  for (const { child, folder } of gone) {
    child.kill('SIGKILL')
    await once(child, 'close')
    await rm(folder, { recursive: true, force: true })
  }
})
if (lost < of / 2) await rotate()
else await watch()
await rm(home, { recursive: true, force: true })
process.exit()

/** With a majority: out with the lost ones, in with new ones, and everything answered is there. */
async function rotate(): Promise<void> {
  await stage('the next durable put is signed', () => durable('lost'))
  await stage(`the removal is signed: ${left.length} indexers`, async () => {
    for (const { keys } of gone) await remove(keys.localKey)
    await until('the lost ones are out', () => level(left, left.length))
  })
  const fresh = await stage('a new process is up', () => start('new', first.keys.baseKey))
  left.push(fresh)
  await stage(`it is an indexer: ${left.length} indexers of one view`, async () => {
    await admit(fresh.keys.localKey)
    await until('the new one is in', () => level(left, left.length))
  })
  await stage('a reader that nobody told reads a put made after that', async () => {
    await durable('rotated')
    await until('the reader follows', async () => (await user.get('rotated')) !== null)
  })
  running = false
  await load
  await until('all is signed by all', async () => {
    const all = await Promise.all(left.map(({ client }) => client.call('status', {})))
    const lengths = new Set(all.map(({ length }) => length))
    return lengths.size === 1 && all.every(({ length, signedLength }) => length === signedLength)
  })
  report()
  const view = await user.view()
  let missing = 0
  for (const name of answered) if ((await view.get(name)) === null) missing++
  console.log(`${missing} of them missing in the view that all three have signed`)
}

/** Without one: what still works, and what does not. The way out is in the step about recovery. */
async function watch(): Promise<void> {
  for (const { keys } of gone) await remove(keys.localKey)
  const fresh = await start('new', first.keys.baseKey)
  await admit(fresh.keys.localKey)
  const before = await first.client.call('status', {})
  await pause(NEVER)
  running = false
  await load
  const after = await first.client.call('status', {})
  report()
  console.log(`the removal and a new indexer: accepted; ${after.indexers} indexers by status`)
  console.log(`signed: ${before.signedLength} blocks before, ${after.signedLength} after 30 s`)
  console.log(`not signed: ${after.length - after.signedLength} blocks`)
}

function report(): void {
  const worst = Math.round(Math.max(...waits))
  const median = Math.round(waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)] ?? 0)
  console.log(`puts in all: ${answered.length} answered, ${failed.length} refused`)
  for (const message of new Set(failed)) console.log(`  ${message}`)
  console.log(`an answer took ${median} ms (median), ${worst} ms at most`)
}

/** One put after the other, by a client that knows all the servers. */
async function putAlong(): Promise<void> {
  for (let number = 0; running; number++) {
    const name = `put-${number}`
    const start = performance.now()
    try {
      await user.put({ name, driveKey: b4a.alloc(32, 1), type: 'text-generation' })
      answered.push(name)
      waits.push(performance.now() - start)
    } catch (err) {
      failed.push(err instanceof Error ? err.message : String(err))
    }
    await pause(EVERY)
  }
}

async function durable(name: string): Promise<void> {
  const entry = { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
  await user.put(entry, { durable: true, timeout: PATIENCE })
}

async function start(name: string, base?: string): Promise<Writer> {
  const folder = join(home, name)
  const joining = base === undefined ? [] : ['--bootstrap', base]
  const child = registry('run', '--json', '--storage', folder, '--dht', dht, ...joining)
  const [line] = await once(createInterface({ input: child.stdout! }), 'line')
  await until('it is announced', async () => logs.get(child)?.includes('others can find'))
  const keys = JSON.parse(line)
  return { name, folder, child, keys, client: await connect([keys.serverKey], folder) }
}

async function connect(serverKeys: string[], folder?: string): Promise<RegistryClient> {
  const store = new Corestore(await mkdtemp(join(home, 'client-')))
  const swarm = await createSwarm(store, { bootstrap, host: HOST, firewalled: false })
  if (folder === undefined) return new RegistryClient(store, swarm, serverKeys)
  const { admin } = await readCard(folder)
  const keyPair = {
    publicKey: b4a.from(admin.publicKey, 'hex'),
    secretKey: b4a.from(admin.secretKey, 'hex')
  }
  return new RegistryClient(store, swarm, serverKeys, { keyPair })
}

async function level(all: Writer[], indexers: number): Promise<boolean> {
  const asked = all.map(({ client }) => client.call('status', {}))
  // One that is busy may answer too late: it is asked again.
  const states = await Promise.all(asked).catch(() => [])
  const keys = new Set(states.map(({ viewKey }) => IdEnc.encode(viewKey)))
  return keys.size === 1 && states.every((state) => state.indexers === indexers && state.isIndexer)
}

async function admit(localKey: string): Promise<void> {
  await first.client.call('add-writer', { key: IdEnc.decode(localKey), indexer: true })
}

async function remove(localKey: string): Promise<void> {
  await first.client.call('remove-writer', { key: IdEnc.decode(localKey) })
}

function registry(...args: string[]): ChildProcess {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [...process.execArgv, BIN, ...args], { stdio })
  children.add(child)
  child.once('close', () => children.delete(child))
  child.stderr?.on('data', (chunk) => logs.set(child, (logs.get(child) ?? '') + chunk))
  return child
}

async function stage<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const start = performance.now()
  const before = answered.length
  const result = await run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${seconds.padStart(5)} s  ${name}, ${answered.length - before} puts answered`)
  return result
}

async function until(name: string, condition: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + PATIENCE
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited too long until ${name}`)
    await pause(LOOK)
  }
}
