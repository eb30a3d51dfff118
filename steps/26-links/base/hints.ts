import type Autobase from 'autobase'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import safetyCatch from 'safety-catch'
import { todo } from '#todo'

import type { Key } from '../view.ts'
import { everyWriter, readSystem } from './signed.ts'

/**
 * Lets a base follow hints about its own writers alone. Peers tell each other which writers have
 * moved; Autobase would open a core for each key that anybody names, and keep it.
 */
export function checkHints(base: Autobase<unknown>): void {
  const known = new Set<string>()
  const know = (key: Key) => known.add(b4a.toString(key, 'hex'))
  const learn = async () => {
    for (const key of await readSystem(base, everyWriter)) know(key)
  }
  base.on('writer', ({ core }: { core: Hypercore }) => know(core.key))
  // Idle writers too: those that were there when it opened, and those it has jumped to.
  base.once('update', () => void learn().catch(safetyCatch))
  base.on('reboot', () => void learn().catch(safetyCatch))

  const follow = base.hintWakeup.bind(base)
  base.hintWakeup = (hints) => {
    throw todo('26.3', 'follow the hints about known writers, and no others')
  }
}
