import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import b4a from 'b4a'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'
import { encode } from './spec/dispatch/index.js'

const llama = { name: 'llama', driveKey: b4a.alloc(32, 1), type: 'text-generation' }
const put = encode('@registry/put-entry', llama)
const BLOCKS: [what: string, block: Uint8Array][] = [
  ['a put', put],
  ['five random bytes', b4a.from([7, 201, 33, 90, 4])],
  ['a number that no operation has', b4a.from([99])],
  ['the first half of a put', put.subarray(0, put.byteLength / 2)],
  ['a put, and three bytes more', b4a.concat([put, b4a.alloc(3)])],
  ['a zero-byte block', b4a.alloc(0)]
]

const folder = await mkdtemp(join(tmpdir(), 'registry-03-'))
const ada = new RegistryService(new Corestore(join(folder, 'ada')))
await ada.ready()
const home = new Corestore(join(folder, 'ben'))
let ben = new RegistryService(home.session(), { bootstrap: ada.key })
await ben.ready()
const stream = ada.replicate(true)
stream.pipe(ben.replicate(false)).pipe(stream)
await ada.addWriter(ben.localKey)
while (!ben.base.writable) await pause(10)

console.log('Ben appends                      skipped: at Ben  at Ada')
for (const [what, block] of BLOCKS) {
  await ben.base.append(block)
  while (ada.view.core.length !== ben.view.core.length) await pause(10)
  await print(what)
}
await ben.close()
ben = new RegistryService(home, { bootstrap: ada.key })
await ben.ready()
await print('(nothing: a restart)')
await ben.close()
await ada.close()
await rm(folder, { recursive: true, force: true })

async function print(what: string): Promise<void> {
  const [here, there] = await Promise.all([ben.view.skipped(), ada.view.skipped()])
  console.log(what.padEnd(42), String(here).padStart(6), String(there).padStart(7))
}
