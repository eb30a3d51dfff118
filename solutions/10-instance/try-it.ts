import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { Instance } from './instance/instance.ts'
import type { InstanceOptions } from './instance/instance.ts'

const HOST = '127.0.0.1'
const home = join(tmpdir(), 'registry-10')
const one = join(home, 'one')
const copy = join(home, 'copy')
const notes = join(home, 'notes')

await rm(home, { recursive: true, force: true })
const node = new HyperDHT({ host: HOST, bootstrap: [], ephemeral: false, firewalled: false })
await node.fullyBootstrapped()
const dht = `${HOST}:${node.address().port}`

await start('a start that fails half-way', one, { dht: 'nowhere' })
const running = await start('the same folder, now with a DHT', one, { dht })
await start('the same folder, while it runs', one, { dht })
await running?.close()
await start('the same folder, for another base', one, { dht, bootstrap: b4a.alloc(32, 7) })
await cp(one, copy, { recursive: true })
await start('a copy of it', copy, { dht })
await mkdir(notes)
await writeFile(join(notes, 'notes.txt'), 'buy milk')
await start('a folder of something else', notes, { dht })
const again = await start('the first folder again', one, { dht })
await again?.close()
await node.destroy()

async function start(what: string, folder: string, options: InstanceOptions) {
  const instance = new Instance(folder, options)
  const problem = await instance.ready().then(
    () => null,
    (err: Error) => err.message
  )
  console.log(`${what.padEnd(34)} ${problem ?? 'starts'}`)
  return problem === null ? instance : null
}
