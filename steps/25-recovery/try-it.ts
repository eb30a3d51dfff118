import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as after } from 'node:timers/promises'
import createTestnet from 'hyperdht/testnet.js'

const BIN = join(import.meta.dirname, 'bin.ts')
const MODELS = join(import.meta.dirname, '../../workshop/models.json')
const KEY = 'a'.repeat(64)
const POLL_MS = 200

type Status = Record<'indexers' | 'length' | 'signedLength', number>

const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`
const home = await mkdtemp(join(tmpdir(), 'registry-25-'))
const [one, two, three, fresh] = ['one', 'two', 'three', 'fresh'].map((name) => join(home, name))

const first = await run(one)
const others = [await run(two, first.baseKey), await run(three, first.baseKey)]
for (const { localKey } of others) await registry('add-writer', localKey, '--storage', one)
await until(one, ({ indexers }) => indexers === 3)
console.log(`three indexers: ${await registry('import', MODELS, '--storage', one)}`)
await until(one, isSigned)

for (const [at, { child }] of others.entries()) {
  child.kill('SIGKILL')
  await once(child, 'close')
  await rm([two, three][at] ?? home, { recursive: true })
}
console.log('two and three are lost for good')
const words = ['put', 'late', '--type', 'text-generation', '--drive-key', KEY]
console.log(`put --durable at one: ${await registry(...words, '--durable', '--storage', one)}`)
const { length, signedLength } = await status(one)
console.log(`status of one: ${signedLength} of ${length} blocks are signed`)
const signed = await registry('export', '--storage', one)
console.log(`export of one while it runs: ${entries(signed)} entries`)

first.child.kill('SIGTERM')
await once(first.child, 'close')
const all = await registry('export', '--stopped', '--storage', one)
console.log(`export --stopped: ${entries(all)} entries`)
const file = join(home, 'export.ndjson')
await writeFile(file, `${all}\n`)

const last = await run(fresh)
console.log(`a new base: ${await registry('import', file, '--storage', fresh)}`)
await until(fresh, isSigned)
const same = (await registry('export', '--storage', fresh)) === all
console.log(`its export is ${same ? 'the same' : 'not the same'}, and signed by its only indexer`)
last.child.kill('SIGTERM')
await once(last.child, 'close')
await rm(home, { recursive: true, force: true })
process.exit()

/** Starts an instance in a process of its own, and waits for the line with its keys. */
async function run(folder = home, bootstrap?: string) {
  const join = bootstrap === undefined ? [] : ['--bootstrap', bootstrap]
  const flags = ['run', '--json', '--log', 'error', '--storage', folder, '--dht', dht, ...join]
  const child = spawn(process.execPath, [...process.execArgv, BIN, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [line] = await once(child.stdout, 'data')
  const { localKey, baseKey }: Record<string, string> = JSON.parse(String(line))
  return { child, localKey: localKey ?? '', baseKey: baseKey ?? '' }
}

/** Runs a command to its end; what it has printed, however it ended. */
async function registry(...words: (string | undefined)[]): Promise<string> {
  const args = words.filter((word) => word !== undefined)
  const child = spawn(process.execPath, [...process.execArgv, BIN, ...args])
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return `${out}${err}`.trim()
}

async function status(folder = home): Promise<Status> {
  return JSON.parse(await registry('status', '--json', '--storage', folder))
}

async function until(folder: string | undefined, done: (now: Status) => boolean): Promise<void> {
  while (!done(await status(folder))) await after(POLL_MS)
}

function isSigned({ length, signedLength }: Status): boolean {
  return signedLength === length
}

function entries(dump: string): number {
  return dump.split('\n').filter((line) => line.startsWith('{')).length
}
