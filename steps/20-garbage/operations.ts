import { todo } from '#todo'

import type { Draft } from './draft.ts'
import { problemIn } from './entry.ts'
import { RegistryError } from './errors.ts'
import { Router, decode } from './spec/dispatch/index.js'
import type { Operation } from './spec/dispatch/index.js'

/** All that a handler may touch. */
export type Context = Draft

/** In one batch. Part of the protocol: peers that differ build different views. */
export const MAX_OPERATIONS = 256

/** One handler for each operation of the spec: it checks first, and throws what it refuses. */
export function createRouter(): Router<Context> {
  const router = new Router<Context>()
  router.add('@registry/add-writer', async ({ key, indexer = false }, draft) => {
    await checkIndexer(draft)
    // Without an indexer nothing is ever signed: the last one can't become a plain writer.
    if (!indexer && !draft.removeable(key)) throw RegistryError.LAST_INDEXER()
    await draft.addWriter(key, { indexer })
  })
  router.add('@registry/put-entry', async (entry, draft) => {
    // Not every writer checks as ours does: the same rules hold here, for all peers alike.
    const broken = problemIn(entry)
    if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)
    await draft.put(entry)
  })
  router.add('@registry/batch', async () => {
    // Only a batch inside a batch comes here: what can nest has no bound.
    throw RegistryError.REFUSED('a batch holds no batches')
  })
  router.add('@registry/remove-writer', async ({ key }, draft) => {
    await checkIndexer(draft)
    if (!draft.removeable(key)) throw RegistryError.LAST_INDEXER()
    await draft.removeWriter(key)
  })
  router.add('@registry/delete-entry', async ({ name }, draft) => {
    await draft.delete(name)
  })
  return router
}

/** A plain writer that could change the members could take over the majority. */
async function checkIndexer(draft: Draft): Promise<void> {
  throw todo('20.3', 'refuse what a writer asks for that is not an indexer')
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
