import type Autobase from 'autobase'
import { todo } from '#todo'

import { Router, decode } from './spec/dispatch/index.js'
import type { Operation } from './spec/dispatch/index.js'
import type { RegistryView } from './view.ts'

/** All that a handler may touch. */
export interface Context {
  view: RegistryView
  host: Autobase.Host
}

/** One handler for each operation of the spec. */
export function createRouter(): Router<Context> {
  const router = new Router<Context>()
  router.add('@registry/add-writer', async ({ key, indexer = false }, { view, host }) => {
    throw todo('04.3', 'add the writer; skip where the last indexer would become a plain writer')
  })
  router.add('@registry/put-entry', async (entry, { view }) => {
    await view.put(entry)
  })
  return router
}

/** The operation in a block, or null where there is none: a peer may append any bytes. */
export function decodeOperation(block: Uint8Array): Operation | null {
  try {
    return decode(block)
  } catch {
    return null
  }
}
