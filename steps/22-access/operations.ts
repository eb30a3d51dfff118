import type { Draft } from './draft.ts'
import { problemWith } from './entry.ts'
import { Router, decode } from './spec/dispatch/index.js'
import type { Operation } from './spec/dispatch/index.js'
import { todo } from '#todo'

/** All that a handler may touch. */
export interface Context {
  view: Draft
  host: Draft
}

/** Of the operations as this program knows them: what changes one of them counts it up. */
export const VERSION = 1

/** One handler for each operation of the spec. */
export function createRouter(version = VERSION): Router<Context> {
  const router = new Router<Context>()
  router.add('@registry/add-writer', async ({ key, indexer = false }, { view, host }) => {
    // Without an indexer nothing is ever signed: the last one can't become a plain writer.
    if (!indexer && !host.removeable(key)) return view.skip()
    await host.addWriter(key, { indexer })
  })
  router.add('@registry/put-entry', async (entry, { view }) => {
    // Not every writer is as careful as ours: the same rules hold here, for all peers alike.
    if (problemWith(entry) !== null) return view.skip()
    await view.put(entry)
  })
  router.add('@registry/remove-writer', async ({ key }, { view, host }) => {
    if (!host.removeable(key)) return view.skip()
    await host.removeWriter(key)
  })
  router.add('@registry/delete-entry', async ({ name }, { view }) => {
    await view.delete(name)
  })
  router.add('@registry/upgrade', async ({ announced }, { view, host }) => {
    throw todo('14.2', 'halt where this program is too old; else keep the highest version')
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
