import type Autobase from 'autobase'

import { createRouter, operationsIn } from './operations.ts'
import type { RegistryView } from './view.ts'

type Nodes = Autobase.Node<Uint8Array>[]

/** Autobase replays this whenever writers reorder: same blocks in, same view out. */
export function createApply() {
  const router = createRouter()
  return async (nodes: Nodes, view: RegistryView, host: Autobase.Host): Promise<void> => {
    for (const { value } of nodes) {
      // Only its own writer ever applies a zero-byte block: it may leave no trace.
      if (value.byteLength === 0) continue
      for (const operation of operationsIn(value)) {
        if (operation === null) await view.skip()
        else await router.dispatch(operation, { view, host })
      }
    }
    // Peers sign what the view has grown by: a batch that changes no row leaves a count.
    const some = nodes.some(({ value }) => value.byteLength > 0)
    if (some && !view.changed) await view.countUnchanged()
    await view.flush()
  }
}
