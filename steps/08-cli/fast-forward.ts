import type Autobase from 'autobase'
import b4a from 'b4a'
import safetyCatch from 'safety-catch'

/** What it needs of a base. */
export type Base = Pick<Autobase<unknown>, 'core' | 'fastForwarding'>

/**
 * Ends a fast-forward that waits for what is there. When a majority has signed another set of
 * indexers, Autobase 7 waits for the new core of the system to come from a peer. One that has all
 * blocks makes that core itself meanwhile; its wait isn't told, and for 5 s it signs nothing.
 */
export function endVainFastForward(base: Base): void {
  base.core.on('migrate', () => {
    const { core, fastForwarding } = base
    const vain = fastForwarding !== null && b4a.equals(fastForwarding.key, core.key)
    // One that no longer waits has seen more than this peer has made, and goes on.
    if (vain && fastForwarding.waiting.size > 0) fastForwarding.close().catch(safetyCatch)
  })
}
