import type Autobase from 'autobase'
import b4a from 'b4a'
import safetyCatch from 'safety-catch'

/** What it needs of a base. */
export type Base = Pick<Autobase<unknown>, 'core' | 'fastForwarding'>

/**
 * Ends a fast-forward (a jump to what a majority has signed) that waits in vain. When they have
 * signed another set of indexers, Autobase 7 waits 5 s for a peer to send the new core of the
 * system. A peer that has all blocks makes that core itself, a moment later; nobody tells the
 * fast-forward, and until its 5 s are over the peer signs nothing.
 */
export function endVainFastForward(base: Base): void {
  base.core.on('migrate', () => {
    const { core, fastForwarding } = base
    const vain = fastForwarding !== null && b4a.equals(fastForwarding.key, core.key)
    // One that waits no longer jumps to blocks that this peer has not made: that goes on.
    if (vain && fastForwarding.waiting.size > 0) fastForwarding.close().catch(safetyCatch)
  })
}
