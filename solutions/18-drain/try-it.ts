import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import b4a from 'b4a'
import createTestnet from 'hyperdht/testnet.js'

import { Instance } from './instance/instance.ts'
import type { Entry, Key } from './view.ts'

/** Puts under way at once, so that some are whenever the removal comes. */
const SENDERS = 8

const testnet = await createTestnet(4, { host: '127.0.0.1' })
const dht = `127.0.0.1:${testnet.bootstrap[0]?.port}`
const home = await mkdtemp(join(tmpdir(), 'registry-18-'))

const staying = await start('staying')
await takeOut('removed', async (leaving) => {
  await staying.service.removeWriter(leaving.service.localKey)
})
await takeOut('drained', async (leaving) => {
  const length = await leaving.service.drain()
  console.log(`drained: it refuses puts, and has written ${length} blocks`)
  await staying.service.removeWriter(leaving.service.localKey, { length })
})
await rm(home, { recursive: true, force: true, maxRetries: 5 })
process.exit()

/** Admits a writer, takes it out while it answers puts, and counts what is missing afterwards. */
async function takeOut(name: string, out: (leaving: Instance) => Promise<void>): Promise<void> {
  const leaving = await start(name, staying.service.key)
  const { service } = leaving
  await staying.service.addWriter(service.localKey, { indexer: false })
  await until(() => service.base.writable)
  const answered: string[] = []
  const refused = new Set<string>()
  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    for (let n = 0; refused.size === 0; n++) {
      const entry = numbered(`${name}-${sender}-${n}`)
      const failed = await service.put(entry).then(() => null, codeOf)
      if (failed === null) answered.push(entry.name)
      else refused.add(failed)
    }
  })
  await until(() => answered.length >= 100)
  await out(leaving)
  await until(() => !service.base.writable)
  await Promise.all(senders)
  await staying.service.put(numbered('last'), { durable: true, timeout: 60_000 })
  let missing = 0
  for (const each of answered) if ((await staying.service.view.get(each)) === null) missing++
  console.log(`${name}: ${answered.length} puts answered, then ${[...refused].join(', ')}`)
  console.log(`${name}: ${missing} of them are missing`)
  await leaving.close()
}

async function start(name: string, bootstrap: Key | null = null): Promise<Instance> {
  const instance = new Instance(join(home, name), { dht, bootstrap })
  await instance.ready()
  await instance.server.announced()
  return instance
}

function numbered(name: string): Entry {
  return { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}

function codeOf(err: unknown): string {
  return err instanceof Error && 'code' in err ? String(err.code) : String(err)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5)
}
