import type Autobase from 'autobase'

import { Draft } from './draft.ts'
import { RegistryError } from './errors.ts'
import { VERSION, createRouter, operationsIn, tooOld } from './operations.ts'
import type { Context } from './operations.ts'
import type { Operation, Router } from './spec/dispatch/index.js'
import type { RegistryView } from './view.ts'

type Nodes = Autobase.Node<Uint8Array>[]

/** Autobase replays this whenever writers reorder: same blocks in, same view out. */
export function createApply(version = VERSION) {
  const router = createRouter(version)
  return async (nodes: Nodes, view: RegistryView, host: Autobase.Host): Promise<void> => {
    const inUse = await view.version()
    // Also after a restart with an older program: it must not sign what it doesn't understand.
    if (inUse > version) host.interrupt(tooOld(inUse, version))
    for (const { value, from } of nodes) {
      // Only its own writer ever applies a zero-byte block: it may leave no trace.
      if (value.byteLength === 0) continue
      for (const operation of operationsIn(value)) {
        const draft = new Draft(view, host, from.key)
        if (await accepts(router, operation, draft)) await draft.commit()
        else await view.skip()
      }
    }
    // Peers sign what the view has grown by: a batch that changes no row leaves a count.
    const some = nodes.some(({ value }) => value.byteLength > 0)
    if (some && !view.changed) await view.countUnchanged()
    await view.flush()
  }
}

/** False for what is not an operation, and for what its handler refuses. */
async function accepts(
  router: Router<Context>,
  operation: Operation | null,
  draft: Draft
): Promise<boolean> {
  if (operation === null) return false
  try {
    await router.dispatch(operation, draft)
    return true
  } catch (err) {
    // What a handler refuses, all peers refuse. A full disk is an error of this one alone.
    if (err instanceof RegistryError) return false
    throw err
  }
}
