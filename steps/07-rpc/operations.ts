import { todo } from '#todo'

import type Autobase from 'autobase'

import { problemIn } from './entry.ts'
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
    // Without an indexer nothing is ever signed: the last one can't become a plain writer.
    if (!indexer && !host.removeable(key)) return view.skip()
    await host.addWriter(key, { indexer })
  })
  router.add('@registry/put-entry', async (entry, { view }) => {
    throw todo('07.3', 'skip what breaks a rule, store the rest')
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
