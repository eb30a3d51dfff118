import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'

import { RegistryView } from './view.ts'

const PUTS = 100

const folder = await mkdtemp(join(tmpdir(), 'registry-01-'))
const store = new Corestore(folder)
const mine = await open('first')
// A second view of the same core, as another part of a program would have it.
const other = await open('first')

await mine.put(numbered(0))
await print('put')
await mine.flush()
await print('flush')
await mine.delete('model-0')
await print('delete')
await mine.flush()
await print('flush')

const together = await open('together')
for (let n = 0; n < PUTS; n++) await together.put(numbered(n))
await together.flush()
const apart = await open('apart')
for (let n = 0; n < PUTS; n++) {
  await apart.put(numbered(n))
  await apart.flush()
}
console.log(`${PUTS} puts, flushed once:   ${size(together)}`)
console.log(`${PUTS} puts, flushed each:  ${size(apart)}`)
await store.close()
await rm(folder, { recursive: true, force: true })

async function open(name: string): Promise<RegistryView> {
  const view = new RegistryView(store.get({ name }))
  await view.ready()
  return view
}

/** What each of the two views reads, and how long their core is. */
async function print(what: string): Promise<void> {
  const [here, there] = [await mine.get('model-0'), await other.get('model-0')]
  console.log(
    `${what.padEnd(7)} this view: ${here?.name ?? 'nothing'}, the other: ${there?.name ?? 'nothing'}, ` +
      `blocks: ${mine.core.length}`
  )
}

function size({ core }: RegistryView): string {
  return `${core.length} blocks, ${core.byteLength} bytes`
}

function numbered(n: number) {
  return { name: `model-${n}`, driveKey: new Uint8Array(32).fill(n), type: 'text-generation' }
}
