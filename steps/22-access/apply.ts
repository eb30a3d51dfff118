import type Autobase from 'autobase'
import { todo } from '#todo'

import { Draft } from './draft.ts'
import { RegistryError } from './errors.ts'
import { decodeOperation } from './operations.ts'
import type { Context } from './operations.ts'
import type { Router } from './spec/dispatch/index.js'
import type { RegistryView } from './view.ts'

type Nodes = Autobase.Node<Uint8Array>[]

/** Autobase replays what this makes whenever writers reorder: same blocks in, same view out. */
export function createApply(router: Router<Context>) {
  return async (nodes: Nodes, view: RegistryView, host: Autobase.Host): Promise<void> => {
    for (const { value } of nodes) {
      // Only its own writer ever applies a block of no bytes: it may leave no trace.
      if (value.byteLength === 0) continue
      const draft = new Draft(view, host)
      if (await dispatched(router, value, draft)) await draft.keep()
      else await view.skip()
    }
    await view.flush()
  }
}

/** False for a block that is no operation, and for one that its handler refuses. */
async function dispatched(
  router: Router<Context>,
  block: Uint8Array,
  draft: Draft
): Promise<boolean> {
  throw todo('14.1', 'dispatch the operation; false for none and for one that is refused')
}
