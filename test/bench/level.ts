import b4a from 'b4a'

import { until } from '../support/until.ts'
import type { Child } from './child.ts'
import type { Kind } from './subject.ts'

const TIMEOUT_MS = 180_000
/** The baseline's after a load: one that is not level by then has stalled, and its round has no figure. */
const NAIVE_MS = 60_000
/** Milliseconds between two looks at all instances. */
const LOOK_MS = 20
/** Milliseconds without a signature after which the baseline is woken: it has no nudge. */
const STALL_MS = 1000

/**
 * Waits until the views of all instances are equal and signed to their end, by all of them; `loaded`
 * says that it is not for their first time.
 */
export async function untilLevel(children: Child[], kind: Kind, loaded: boolean): Promise<void> {
  let [signed, since] = [-1, performance.now()]
  const level = async () => {
    const states = await statesOf(children)
    const { viewKey, length } = states[0]!
    const lowest = Math.min(...states.map(({ signedLength }) => signedLength))
    if (lowest !== signed) [signed, since] = [lowest, performance.now()]
    if (kind === 'naive' && performance.now() - since > STALL_MS) {
      since = performance.now()
      for (const child of children) await child.call('poke')
    }
    return states.every((state) => {
      const same = b4a.equals(state.viewKey, viewKey) && state.length === length
      return same && state.isIndexer && state.signedLength === length
    })
  }
  const seen = () => statesOf(children)
  const deadline = kind === 'naive' && loaded ? NAIVE_MS : TIMEOUT_MS
  await until('all views are level', level, { deadline, interval: LOOK_MS, seen })
}

/** Waits until each instance has all blocks of the view. */
export async function untilWhole(children: Child[]): Promise<void> {
  const whole = async () => (await statesOf(children)).every(({ isWhole }) => isWhole)
  await until('all have a whole copy', whole, { deadline: TIMEOUT_MS, interval: LOOK_MS })
}

/** How far each instance is. */
export async function statesOf(children: Child[]) {
  return (await Promise.all(children.map((child) => child.call('states')))).flat()
}
