import { join } from 'node:path'
import Corestore from 'corestore'

import { createBase } from '../base/create.ts'
import type { RegistryView } from '../view.ts'
import { keepBlocks, ownBlocks } from './blocks.ts'
import { explain, readCard } from './storage.ts'

/** Reads the view of an instance that is stopped, signed or not; it appends and fetches nothing. */
export async function readStopped<Result>(
  folder: string,
  read: (view: RegistryView) => Promise<Result>
): Promise<Result> {
  await readCard(folder)
  const store = new Corestore(join(folder, 'store'), { wait: false })
  try {
    await store.ready().catch((err) => explain(folder, err))
    const own = store.namespace('registry')
    const blocks = await ownBlocks(own)
    const base = createBase(own, { ackInterval: 0 })
    base.pause()
    await base.ready()
    // One that recovers would wait for peers: it stays paused, and what it has applied can be read.
    if (!base.local.recovering) base.resume()
    await base.update()
    const result = await read(base.view)
    await base.close()
    // Last: what is left of a damaged one can still be read.
    await keepBlocks(folder, blocks)
    return result
  } finally {
    await store.close()
  }
}
