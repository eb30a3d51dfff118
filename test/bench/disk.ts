import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { kit } from '../meta/support/last.ts'
import { deploy } from '../support/deploy.ts'
import { createNet } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { Entries } from './entries.ts'
import type { Figures } from './figures.ts'
import type { Plan } from './plan.ts'

/** Entries in one request of an import. */
const BATCH = 256
/** Milliseconds for a majority to sign all of an import. */
const TIMEOUT_MS = 300_000
const MB = 1e6

/** What puts add to the folders of three indexers: in batches, and one at a time. */
export async function measureDisk(figures: Figures, plan: Plan): Promise<void> {
  const scope = new Scope()
  try {
    const net = await createNet(scope)
    const services = await deploy(net, [kit, kit, kit])
    const entries = new Entries(0)
    const [asked] = services
    const sizes = () => Promise.all(services.map(({ folder }) => sizeOf(folder)))
    const add = async (name: string, count: number, put: () => Promise<void>) => {
      const before = await sizes()
      await put()
      const [own = 0, ...others] = (await sizes()).map((size, at) => size - before[at]!)
      const per = (bytes: number) => (bytes / MB / count) * 1000
      figures.add('disk', 'ours', `${name}, where it was asked for`, 'MB', per(own))
      figures.add('disk', 'ours', `${name}, at each of the others`, 'MB', per(Math.max(...others)))
    }
    const batches = Math.ceil(plan.import / BATCH)
    await add('1,000 puts of an import', batches * BATCH, async () => {
      for (let at = 0; at < batches; at++) {
        await asked!.putAll(entries.take(BATCH), {
          durable: at === batches - 1,
          timeout: TIMEOUT_MS
        })
      }
    })
    await add('1,000 puts, each signed before the next', plan.pauses.ours, async () => {
      for (let at = 0; at < plan.pauses.ours; at++) {
        await asked!.put(entries.next(), { durable: true, timeout: TIMEOUT_MS })
      }
    })
  } finally {
    await scope.close()
  }
}

/** Bytes of all files; what RocksDB has reserved for its log and not written is not counted. */
async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true })
  // RocksDB removes files at any moment.
  const sizes = files.map((file) =>
    stat(join(folder, file)).then(
      ({ size }) => size,
      () => 0
    )
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
