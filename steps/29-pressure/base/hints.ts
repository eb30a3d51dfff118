import type Autobase from 'autobase'
import b4a from 'b4a'
import type Hypercore from 'hypercore'

import type { Key } from '../view.ts'
import { everyWriter, readSystem } from './signed.ts'

/**
 * Lets a base follow hints about its own writers alone. Peers tell each other which writers have
 * moved; Autobase would open a core for each key that anybody names, and keep it.
 */
export function checkHints(base: Autobase<unknown>): void {
  const known = new Set<string>()
  const know = (key: Key) => known.add(b4a.toString(key, 'hex'))
  let learned: Promise<void> | null = null
  const learn = async () => {
    for (const key of await readSystem(base, everyWriter)) know(key)
  }
  base.on('writer', ({ core }: { core: Hypercore }) => know(core.key))
  // A fast-forward may have jumped over the block that admitted a writer.
  base.on('reboot', () => (learned = null))

  const follow = base.hintWakeup.bind(base)
  const check = async (hints: Autobase.Head[]) => {
    // Idle writers too: nothing else may happen here between a start and the first hint.
    learned ??= learn()
    await learned
    const ours = hints.filter(({ key }) => known.has(b4a.toString(key, 'hex')))
    if (ours.length > 0) follow(ours)
  }
  base.hintWakeup = (hints) => void check(hints).catch(() => (learned = null))
}
