import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Corestore from 'corestore'

import { RegistryService } from './service.ts'
import { RegistryView } from './view.ts'

const folder = await mkdtemp(join(tmpdir(), 'registry-02-'))
const ada = new RegistryService(new Corestore(join(folder, 'ada')))
await ada.ready()
const ben = new RegistryService(new Corestore(join(folder, 'ben')), { bootstrap: ada.key })
await ben.ready()

// Prints each put that apply makes, and on whose peer: until they meet, only the one that put it.
const owners = new Map<RegistryView, string>()
let putting = 'Ben'
// oxlint-disable-next-line typescript/unbound-method -- called with its view below
const put = RegistryView.prototype.put
RegistryView.prototype.put = function (entry) {
  const owner = owners.get(this) ?? putting
  owners.set(this, owner)
  console.log(`  ${owner}: apply puts ${entry.name}`)
  return put.call(this, entry)
}

await ada.addWriter(ben.localKey)
const part = meet()
while (!ben.base.writable) await pause(10)
part()
console.log('apart')
await ben.put(entry('mistral'))
await ben.put(entry('whisper'))
putting = 'Ada'
await ada.put(entry('llama'))
console.log('together')
meet()
while ((await size(ada)) < 3 || (await size(ben)) < 3) await pause(10)
console.log('the core of the view')
console.log(`  Ada: ${ada.view.core.length} blocks, Ben: ${ben.view.core.length} blocks`)
await Promise.all([ada.close(), ben.close()])
await rm(folder, { recursive: true, force: true })

function meet(): () => void {
  const stream = ada.replicate(true)
  const other = ben.replicate(false)
  stream.pipe(other).pipe(stream)
  return () => void [stream, other].map((each) => each.destroy())
}

async function size(service: RegistryService): Promise<number> {
  let count = 0
  for await (const _ of service.view.list()) count++
  return count
}

function entry(name: string) {
  return { name, driveKey: new Uint8Array(32).fill(1), type: 'text-generation' }
}
