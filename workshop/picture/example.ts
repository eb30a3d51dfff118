import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService } from '#reference/05-signing/service.ts'

/**
 * Three writers put while they are apart, and meet. README's picture is drawn from it:
 * `npm run look -- workshop/picture/example.ts`, then `npx tsx workshop/picture/still.ts
 * .workshop/pictures/picture-example-ts.jsonl 'Peer B cuts back 2' > docs/look.svg`.
 */
const folder = await mkdtemp(join(tmpdir(), 'picture-example-'))
const ada = await start(1)
const ben = await start(2, ada.key)
const cleo = await start(3, ada.key)
for (const { localKey } of [ben, cleo]) await ada.addWriter(localKey, { indexer: false })
await ada.put(entry('llama'))

await meet(ada, ben)
await meet(ada, cleo)
await ada.put(entry('mistral'))
await ben.put(entry('whisper'))
await cleo.put(entry('qwen'))
await meet(ben, cleo)
await meet(ada, ben)
await meet(ben, cleo)
for (const peer of [ada, ben, cleo]) await peer.close()
await rm(folder, { recursive: true, force: true })

async function start(seed: number, bootstrap: Uint8Array | null = null) {
  // Keys decide the order: with the same ones the picture is the same each time.
  const primaryKey = new Uint8Array(32).fill(seed)
  const store = new Corestore(join(folder, `${seed}`), { primaryKey, unsafe: true })
  const service = new RegistryService(store, { bootstrap })
  await service.ready()
  return service
}

/** Connects two until both have the same blocks. */
async function meet(a: RegistryService, b: RegistryService): Promise<void> {
  const [one, other] = [a.replicate(true), b.replicate(false)]
  // A stream that is cut off says so.
  for (const stream of [one, other]) stream.on('error', () => {})
  one.pipe(other).pipe(one)
  while (heads(a) !== heads(b)) {
    await Promise.race([once(a.base, 'update'), once(b.base, 'update')])
  }
  one.destroy()
  await Promise.allSettled([once(other, 'close')])
}

function heads({ base }: RegistryService): string {
  const lines = base.heads().map(({ key, length }) => `${IdEnc.encode(key)} ${length}`)
  return lines.sort().join()
}

function entry(name: string) {
  return { name, type: 'text-generation', driveKey: new Uint8Array(32).fill(1) }
}
