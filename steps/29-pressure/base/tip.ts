import type Autobase from 'autobase'

/**
 * Has a base rebuild its unsigned tip when it opens. Autobase 7 writes what apply has made to disk,
 * and in a second write its list of what that is. Killed between the two, a peer would go on with
 * a list that misses an operation, apply it twice, and differ from all others.
 */
export function rebuildTip<View>(base: Autobase<View>): void {
  const open = base._catchupApplyState.bind(base)
  base._catchupApplyState = async () => {
    const state = base._applyState
    if (await state.shouldMigrate()) return open()
    // After a change of the indexers a base keeps the indexed part alone, and applies the rest. It
    // is told only now: asked above, it would take a change in the tip for one that is signed.
    state.indexersUpdated = true
    base._caughtup = await state.catchup(base.linearizer)
    state.indexersUpdated = false
    return base._caughtup
  }
}
