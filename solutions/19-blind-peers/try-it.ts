import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import b4a from 'b4a'
import createTestnet from 'hyperdht/testnet.js'

import { BlindPeerInstance } from './instance/blind-peer.ts'
import { Instance } from './instance/instance.ts'
import type { Entry, Key } from './view.ts'

/** Milliseconds for the copy to meet the others. */
const MEET_MS = 20_000

const home = await mkdtemp(join(tmpdir(), 'registry-19-'))
const dht = await startDht()
let blind: BlindPeerInstance | null = null
let told: (err: unknown) => void = () => {}

// The blind peer has to know a trust key, and the instances its key: so one starts twice.
const first = await start('one')
const { trustKey } = first.server.mirrors
const baseKey = first.service.key
await first.close()
blind = new BlindPeerInstance(join(home, 'blind'), dht, [trustKey])
await blind.ready()

const one = await start('one')
const two = await start('two', baseKey)
await one.service.addWriter(two.service.localKey, { indexer: false })
await until(() => two.service.base.writable)
let most = 0
one.service.base.local.on('append', () => (most = Math.max(most, one.server.mirrors.unmirrored)))
for (const name of ['llama', 'mistral', 'whisper']) await one.service.put(entry(name))
const answered = performance.now()
console.log(`as they are put, ${most} blocks are unmirrored`)
await until(() => one.server.mirrors.unmirrored === 0)
console.log(`none is ${Math.round(performance.now() - answered)} ms later`)

console.log('\nall writers are down; a new machine knows two keys')
await two.close()
await one.close()
const fresh = await start('fresh', baseKey)
await until(async () => (await has(fresh, 'whisper')) === 'yes')
console.log(`fresh reads whisper, and may write: ${fresh.service.base.writable}`)
await fresh.close()

console.log('\na writer from a copied folder')
await cp(join(home, 'two'), join(home, 'copy'), { recursive: true })
const refused = await start('copy', baseKey).then(() => 'starts', message)
console.log(`as it is: ${refused}`)
await rm(join(home, 'copy', 'store', 'CORESTORE'))
const original = await start('two', baseKey)
await original.service.put(entry('guanaco'))
const survivor = await start('one')
await until(async () => (await has(survivor, 'guanaco')) === 'yes')
await original.close()

const dark = await startDht()
const alone = await start('copy', baseKey, dark)
for (const name of ['alpaca', 'vicuna']) await alone.service.put(entry(name))
console.log('restored, its network away: alpaca and vicuna are answered')
await alone.close()
const failed = new Promise((resolve) => {
  told = (err) => resolve(`the copy fails: ${message(err)}`)
})
const copy = await start('copy', baseKey)
await survivor.service.put(entry('falcon'))
console.log(await Promise.race([failed, pause(MEET_MS, 'the copy runs')]))
for (const name of ['guanaco', 'alpaca', 'vicuna', 'falcon']) {
  console.log(`${name}: at one ${await has(survivor, name)}, at the copy ${await has(copy, name)}`)
}
await rm(home, { recursive: true, force: true, maxRetries: 5 })
process.exit()

async function startDht(): Promise<string> {
  const { bootstrap } = await createTestnet(4, { host: '127.0.0.1' })
  return `127.0.0.1:${bootstrap[0]?.port}`
}

async function start(name: string, bootstrap: Key | null = null, at = dht): Promise<Instance> {
  const blindPeers = at === dht && blind !== null ? [blind.key] : []
  const instance = new Instance(join(home, name), { bootstrap, dht: at, blindPeers })
  // It may fail before it has started: nobody could listen for that any more.
  instance.on('error', (err) => told(err))
  await instance.ready()
  await instance.server.announced()
  return instance
}

async function has({ service }: Instance, name: string): Promise<string> {
  const found = service.view.get(name).then((entry) => (entry === null ? 'no' : 'yes'), message)
  return Promise.race([found, pause(5000, 'no answer')])
}

function entry(name: string): Entry {
  return { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}

function message(err: unknown): string {
  return err instanceof Error ? err.message : String(err)
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20)
}
