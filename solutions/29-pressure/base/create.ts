import { once } from 'node:events'
import Autobase from 'autobase'
import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'

import { createApply } from '../apply.ts'
import { RegistryView } from '../view.ts'
import type { KeyLike } from '../view.ts'
import { restoreBitfields } from './bitfield.ts'
import { cacheBlocks } from './cache.ts'
import { endUselessFastForward } from './fast-forward.ts'
import { checkHints } from './hints.ts'
import { fetchOnDemand } from './on-demand.ts'
import { rebuildTip } from './tip.ts'
import { applyInTurns } from './turns.ts'
import { haltAfterJump } from './version.ts'

export interface BaseOptions {
  /** Key of the base to join; null makes a new one. */
  bootstrap?: KeyLike | null
  /** Milliseconds between an indexer's looks at what it could sign; default: 50. */
  ackInterval?: number
  /** Version of the operations that it knows; only tests set another. */
  version?: number
}

/** An Autobase whose view is the registry. */
export function createBase(
  store: Corestore,
  { bootstrap = null, version }: BaseOptions
): Autobase<RegistryView> {
  const base = new Autobase(store, bootstrap === null ? null : IdEnc.decode(bootstrap), {
    // Acks looks instead: here every indexer would.
    ackInterval: 0,
    open: openView,
    close: (view) => view.close(),
    apply: createApply(version)
  })
  // Each durable put that waits for its signatures listens for updates.
  base.setMaxListeners(0)
  rebuildTip(base)
  endUselessFastForward(base)
  haltAfterJump(base, version)
  recoverUntilClosed(base)
  checkHints(base)
  applyInTurns(base)
  restoreBitfields(base)
  return base
}

/** Each core of a store that recovers waits for peers, closed or not: its base would never close. */
function recoverUntilClosed(base: Autobase<RegistryView>): void {
  const drain = base._drain.bind(base)
  let recovers = false
  base._drain = async () => {
    recovers ||= Boolean(base.local.recovering)
    await (recovers ? Promise.race([drain(), once(base.local, 'close')]) : drain())
    if (base.closing) for (const { state } of base.store.cores) state.closing = true
  }
}

/** Autobase can cut back and replay what is stored here, and nothing else. */
function openView(store: Autobase.ViewStore): RegistryView {
  return new RegistryView(cacheBlocks(fetchOnDemand(store.get('view'))))
}
