import type Autobase from 'autobase'

import { VERSION, tooOld } from '../operations.ts'
import type { RegistryView } from '../view.ts'

/** A fast-forward jumps over the block that announced a version: apply would never meet it. */
export function haltAfterJump(base: Autobase<RegistryView>, version = VERSION): void {
  const jump = base._applyFastForward.bind(base)
  base._applyFastForward = async () => {
    await jump()
    const inUse = await base.view.version()
    if (inUse <= version) return
    // As `host.interrupt` does it, which is for apply alone.
    base._interrupting = true
    base.interrupted = tooOld(inUse, version)
    base.emit('interrupt', base.interrupted)
  }
}
