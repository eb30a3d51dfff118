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

/** In one batch. Part of the protocol: peers that differ build different views. */
export const MAX_OPERATIONS = 256

/** One handler for each operation of the spec. */
export function createRouter(): Router<Context> {
  const router = new Router<Context>()
  router.add('@registry/add-writer', async ({ key, indexer = false }, { view, host }) => {
    // Without an indexer nothing is ever signed: the last one can't become a plain writer.
    if (!indexer && !host.removeable(key)) return view.skip()
    await host.addWriter(key, { indexer })
  })
  router.add('@registry/put-entry', async (entry, { view }) => {
    // Not every writer checks as ours does: the same rules hold here, for all peers alike.
    if (problemIn(entry) !== null) return view.skip()
    await view.put(entry)
  })
  router.add('@registry/batch', async (_, { view }) => {
    // Only a batch inside a batch comes here: what can nest has no bound.
    await view.skip()
  })
  return router
}

/** The operations of a block, in order: its own, or those of a batch; null for what isn't one. */
export function operationsIn(block: Uint8Array): (Operation | null)[] {
  const operation = decodeOperation(block)
  if (operation?.name !== '@registry/batch') return [operation]
  const { operations } = operation.value
  return operations.length > MAX_OPERATIONS ? [null] : operations.map(decodeOperation)
}

/** The operation in a block, or null where there is none: a peer may append any bytes. */
export function decodeOperation(block: Uint8Array): Operation | null {
  try {
    return decode(block)
  } catch {
    return null
  }
}
