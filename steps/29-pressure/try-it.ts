import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import createTestnet from 'hyperdht/testnet.js'

import { Pressure } from './base/pressure.ts'
import { RegistryServer } from './net/server.ts'
import { createSwarm, swarmAt } from './net/swarm.ts'
import { RegistryService } from './service.ts'

/** Puts under way at once at each of three instances, which are processes of their own. */
const LANES = 22
const REPORT_MS = 15_000
/** Blocks of the view that a put adds. */
const PUT_BLOCKS = 4

const [seconds = '180', child, dht = '', folder = '', key] = process.argv.slice(2)
if (child === undefined) {
  for (const kind of ['free', 'held']) await run(kind)
  process.exit()
}
if (child === 'free') Pressure.prototype.settle = async () => {}
await serve()

/** Three instances under load, with or without holding back. */
async function run(kind: string): Promise<void> {
  console.log(kind === 'free' ? 'nothing is held back' : 'puts are held back')
  const home = await mkdtemp(join(tmpdir(), 'registry-29-'))
  const testnet = await createTestnet(4, { host: '127.0.0.1' })
  const at = `127.0.0.1:${testnet.bootstrap[0]?.port}`
  const spawn = (name: string, ...more: string[]) =>
    fork(import.meta.filename, [seconds, kind, at, join(home, name), ...more])
  const first = spawn('first')
  const { key: base } = await told(first)
  const others = [spawn('second', base), spawn('third', base)]
  for (const { local } of await Promise.all(others.map(told))) first.send({ admit: local })
  const all = [first, ...others]
  await Promise.all(all.map(told))
  const ends = all.map((each) => once(each, 'exit'))
  for (const each of all) each.send('go')
  await Promise.all(ends)
  await testnet.destroy()
  await rm(home, { recursive: true, force: true })
}

async function told(process: ChildProcess) {
  const [message] = await once(process, 'message')
  return message
}

/** One instance: it says its keys, puts when it is told to, and the first one prints how it goes. */
async function serve(): Promise<void> {
  const store = new Corestore(folder)
  const swarm = await createSwarm(store, swarmAt(dht))
  const service = new RegistryService(store.namespace('registry'), { bootstrap: key ?? null })
  const server = new RegistryServer(service, swarm)
  await server.ready()
  await server.announced()
  process.send?.({
    key: b4a.toString(service.key, 'hex'),
    local: b4a.toString(service.localKey, 'hex')
  })
  process.on('message', (message: { admit?: string }) => {
    if (message.admit) void service.addWriter(b4a.from(message.admit, 'hex'))
  })
  while (service.base.linearizer.indexers.length < 3) await once(service.base, 'update')
  process.send?.({})
  await once(process, 'message')

  let answered = 0
  const report = setInterval(() => {
    const { length, signedLength } = service.view.core
    const unsigned = Math.round((length - signedLength) / PUT_BLOCKS)
    if (key === undefined) console.log(`  ${answered} puts answered, ${unsigned} of all unsigned`)
    answered = 0
  }, REPORT_MS)
  const end = performance.now() + Number(seconds) * 1000
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let put = 0; performance.now() < end; put++) {
      await service.put(entry(`${process.pid} ${lane} ${put}`))
      answered++
    }
  })
  await Promise.all(lanes)
  clearInterval(report)
  process.exit()
}

function entry(name: string) {
  return { name, driveKey: b4a.alloc(32, 1), type: 'text-generation' }
}
