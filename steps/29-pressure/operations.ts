import type { Draft } from './draft.ts'
import { problemIn } from './entry.ts'
import { RegistryError } from './errors.ts'
import { Router, decode } from './spec/dispatch/index.js'
import type { Operation } from './spec/dispatch/index.js'

/** All that a handler may touch. */
export type Context = Draft

/** Version of the operations that this program knows; a change to one of them adds 1. */
export const VERSION = 1

/** In one batch. Part of the protocol: peers that differ build different views. */
export const MAX_OPERATIONS = 256

const ENTRIES: ReadonlySet<string> = new Set(['@registry/put-entry', '@registry/delete-entry'])

/** One handler for each operation of the spec: it checks first, and throws what it refuses. */
export function createRouter(version = VERSION): Router<Context> {
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
  router.add('@registry/upgrade', async ({ announced }, draft) => {
    await checkIndexer(draft)
    // One step at a time: a number out of the blue would halt every peer for good.
    if (announced !== (await draft.version()) + 1) {
      throw RegistryError.REFUSED(`version ${announced} is not the next one`)
    }
    if (announced > version) draft.interrupt(tooOld(announced, version))
    await draft.announce(announced)
  })
  return router
}

/** Why a program stops where a newer version is in use. */
export function tooOld(announced: number, version: number): string {
  return `version ${announced} is in use, this program knows ${version}: update it`
}

/** A plain writer that could change the members could take over the majority. */
async function checkIndexer(draft: Draft): Promise<void> {
  if (await draft.isIndexer(draft.writer)) return
  throw RegistryError.REFUSED('only an indexer changes who writes and who signs')
}

/** The operations of a block, in order: its own, or those of a batch; null for what isn't one. */
export function operationsIn(block: Uint8Array): (Operation | null)[] {
  const operation = decodeOperation(block)
  if (operation?.name !== '@registry/batch') return [operation]
  const { operations } = operation.value
  return operations.length > MAX_OPERATIONS ? [null] : operations.map(decodeOperation)
}

/** True for a block that stores or deletes entries, and does nothing else. */
export function onlyEntries(block: Uint8Array): boolean {
  const operations = operationsIn(block)
  return operations.every((operation) => operation !== null && ENTRIES.has(operation.name))
}

/** The operation in a block, or null where there is none: a peer may append any bytes. */
export function decodeOperation(block: Uint8Array): Operation | null {
  try {
    return decode(block)
  } catch {
    return null
  }
}
