import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService } from './service.ts'

const folder = await mkdtemp(join(tmpdir(), 'registry-04-'))
const ada = new RegistryService(new Corestore(join(folder, 'ada')))
await ada.ready()
const ben = new RegistryService(new Corestore(join(folder, 'ben')), { bootstrap: ada.key })
await ben.ready()
const stream = ada.replicate(true)
stream.pipe(ben.replicate(false)).pipe(stream)

console.log(
  `base key ${short(ada.key)}, local keys: Ada ${short(ada.localKey)}, Ben ${short(ben.localKey)}`
)
print('Ada alone')
await ada.addWriter(ben.localKey, { indexer: false })
await put('llama')
print('Ben is a plain writer')
await ada.addWriter(new Uint8Array(32).fill(7))
await put('whisper')
print('a wrong key is an indexer')
await change('Ben is an indexer', true)
await change('Ben is a plain writer', false)
await change('Ben is an indexer', true)
await put('mistral')
await change('a put, then a plain writer', false)
await change('Ben is an indexer', true)
await rm(folder, { recursive: true, force: true })
process.exit()

/** Makes Ben one or the other, and waits until the view has a new key. */
async function change(what: string, indexer: boolean): Promise<void> {
  const before = short(ada.viewKey)
  await ada.addWriter(ben.localKey, { indexer })
  while (short(ada.viewKey) === before) await pause(20)
  print(what)
}

async function put(name: string): Promise<void> {
  await ada.put({ name, driveKey: new Uint8Array(32).fill(1), type: 'text-generation' })
}

function print(what: string): void {
  console.log(
    `${what.padEnd(26)} indexers ${ada.base.linearizer.indexers.length}, view key ${short(ada.viewKey)}`
  )
}

function short(key: Uint8Array): string {
  return IdEnc.encode(key).slice(0, 6)
}
