import type Autobase from 'autobase'
import b4a from 'b4a'
import safetyCatch from 'safety-catch'

/** The parts of a base that it needs. */
export type Base = Pick<Autobase<unknown>, 'core' | 'fastForwarding'>

/**
 * Ends a fast-forward (a jump to what a majority has signed) that waits for nothing. When another
 * set of indexers is signed, Autobase 7 waits 5 s for a peer to send the new core of the system. A
 * peer that has all blocks makes that core itself, a moment later; nobody tells the fast-forward,
 * and until its 5 s are over the peer signs nothing.
 */
export function endUselessFastForward(base: Base): void {
  base.core.on('migrate', () => {
    const { core, fastForwarding } = base
    const useless = fastForwarding !== null && b4a.equals(fastForwarding.key, core.key)
    // One that waits no longer jumps to blocks that this peer has not made: that goes on.
    if (useless && fastForwarding.waiting.size > 0) fastForwarding.close().catch(safetyCatch)
  })
}
