import Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { createApply } from '../apply.ts'
import { RegistryView } from '../view.ts'
import type { KeyLike } from '../view.ts'
import { restoreBitfields } from './bitfield.ts'
import { endUselessFastForward } from './fast-forward.ts'
import { fetchOnDemand } from './on-demand.ts'
import { rebuildTip } from './tip.ts'
import { applyInTurns } from './turns.ts'

/** Milliseconds between two looks; the debrief of step 05 says why neither more nor less. */
const ACK_INTERVAL_MS = 100

export interface BaseOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
  /** Milliseconds between an indexer's looks at what it could sign; default: 100. */
  ackInterval?: number
}

/** An Autobase whose view is the registry. */
export function createBase(
  store: Corestore,
  { bootstrap = null, ackInterval = ACK_INTERVAL_MS }: BaseOptions
): Autobase<RegistryView> {
  const base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
    ackInterval,
    // Ack whenever there is something to sign, however few blocks it is.
    ackThreshold: 0,
    open: openView,
    close: (view) => view.close(),
    apply: createApply()
  })
  // Each durable put that waits for its signatures listens for updates.
  base.setMaxListeners(0)
  rebuildTip(base)
  endUselessFastForward(base)
  applyInTurns(base)
  restoreBitfields(base)
  return base
}

/** Autobase can cut back and replay what is stored here, and nothing else. */
function openView(store: Autobase.ViewStore): RegistryView {
  return new RegistryView(fetchOnDemand(store.get('view')))
}
