import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as after } from 'node:timers/promises'
import createTestnet from 'hyperdht/testnet.js'

const FROZEN_S = 70
const POLL_MS = 500
const SOLUTIONS = join(import.meta.dirname, '../../solutions')
const program = process.argv[2]
const BIN = join(program ? join(SOLUTIONS, program) : import.meta.dirname, 'bin.ts')

const home = await mkdtemp(join(tmpdir(), 'registry-26-'))
const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`
const [one, two, three] = ['one', 'two', 'three'].map((name) => join(home, name))

const first = await run(one)
const others = [await run(two, first.baseKey), await run(three, first.baseKey)]
for (const { localKey } of others) await registry('add-writer', localKey, '--storage', one)
while (JSON.parse(await registry('status', '--json', '--storage', one)).indexers < 3) {
  await after(POLL_MS)
}
console.log(`three indexers; a durable put took ${await timeOfPut('before')} s`)

for (const { child } of others) child.kill('SIGSTOP')
console.log(`two of them are frozen for ${FROZEN_S} s`)
await after(FROZEN_S * 1000)
for (const { child } of others) child.kill('SIGCONT')
console.log(`they run on; a durable put took ${await timeOfPut('afterwards')} s`)

for (const { child } of [first, ...others]) {
  child.kill('SIGTERM')
  await once(child, 'close')
}
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

/** Puts an entry until a majority has signed it; the seconds that it took, as text. */
async function timeOfPut(name: string): Promise<string> {
  const entry = ['put', name, '--type', 'text-generation', '--drive-key', 'a'.repeat(64)]
  const began = performance.now()
  let answer = ''
  while (!answer.startsWith(`stored ${name}`)) {
    if (answer !== '' && !answer.startsWith('NOT_SIGNED_YET')) throw new Error(answer)
    answer = await registry(...entry, '--durable', '--storage', one)
  }
  return ((performance.now() - began) / 1000).toFixed(1)
}

/** Runs a command to its end; what it has printed, however it ended. */
async function registry(...words: (string | undefined)[]): Promise<string> {
  const args = words.filter((word) => word !== undefined)
  const child = spawn(process.execPath, [...process.execArgv, BIN, ...args])
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return `${out}${err}`.trim()
}
