import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Corestore from 'corestore'

import { kit } from '../meta/support/last.ts'
import { deploy } from '../support/deploy.ts'
import { createNet } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { Entries } from './entries.ts'
import type { Figures } from './figures.ts'

/** Entries of an import, in requests of this size. */
const IMPORTED = 1024
const BATCH = 256
/** Puts that each wait for their signature. */
const LONE = 100
/** Milliseconds for a majority to sign. */
const TIMEOUT_MS = 300_000
const MB = 1e6

/** What puts add to the folders of three indexers: in batches, and one at a time. */
export async function measureDisk(figures: Figures): Promise<void> {
  const none = await sizeAfter(0, 0)
  const imported = await sizeAfter(IMPORTED, 0)
  const lone = await sizeAfter(IMPORTED, LONE)
  const add = (name: string, count: number, from: number, to: number) =>
    figures.add('disk', 'ours', name, 'MB', ((to - from) / MB / count) * 1000)
  add('1,000 puts of an import, at each instance', IMPORTED, none, imported)
  add('1,000 puts, each signed before the next', LONE, imported, lone)
}

/** Bytes on disk of one of three indexers, on average, after so many puts of each kind. */
async function sizeAfter(imported: number, lone: number): Promise<number> {
  const scope = new Scope()
  try {
    const net = await createNet(scope)
    const services = await deploy(net, [kit, kit, kit])
    const [asked] = services
    const entries = new Entries(0)
    const durable = { durable: true, timeout: TIMEOUT_MS }
    for (let at = 0; at < imported; at += BATCH) await asked!.putAll(entries.take(BATCH), durable)
    for (let at = 0; at < lone; at++) await asked!.put(entries.next(), durable)
    for (const { machine } of services) await machine.stop()
    const sizes = await Promise.all(services.map(({ folder }) => settledSize(folder)))
    return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  } finally {
    await scope.close()
  }
}

/** A start makes tables of the log, in which what was overwritten is gone: they are what stays. */
async function settledSize(folder: string): Promise<number> {
  const store = new Corestore(folder, { unsafe: true })
  await store.ready()
  await store.close()
  const files = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(files.map((file) => stat(join(folder, file))))
  return sizes.reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0)
}
