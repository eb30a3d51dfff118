import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import Corestore from 'corestore'

import { createBase } from '../base/create.ts'
import type { RegistryView } from '../view.ts'
import { RECOVERING } from './guard.ts'
import { explain, readCard } from './storage.ts'

/** Reads the view of an instance that is stopped, signed or not; it appends and fetches nothing. */
export async function readStopped<Result>(
  folder: string,
  read: (view: RegistryView) => Promise<Result>
): Promise<Result> {
  await readCard(folder)
  // A store that recovers would wait for peers; for reading there is nothing to recover.
  const marker = join(folder, RECOVERING)
  const aside = existsSync(marker)
  if (aside) await rename(marker, `${marker}.aside`)
  const store = new Corestore(join(folder, 'store'), { wait: false })
  try {
    await store.ready().catch((err) => explain(folder, err))
    const base = createBase(store.namespace('registry'), { ackInterval: 0 })
    await base.ready()
    await base.update()
    const result = await read(base.view)
    await base.close()
    return result
  } finally {
    await store.close()
    if (aside) await rename(`${marker}.aside`, marker)
  }
}
