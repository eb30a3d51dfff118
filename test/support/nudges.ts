import { AsyncLocalStorage } from 'node:async_hooks'
import * as fc from 'fast-check'
import b4a from 'b4a'

import type { Outcome } from './oracle.ts'
import { fakeBase } from './signing.ts'

/** What has changed by the next look of a nudge, beside what the nudge itself did. */
export interface Change {
  signed: number
  appended: number
  length: number
  isIndexer: boolean
  newKey: boolean
  joins: boolean
}

const often = (value: number) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(value))
const seldom = fc.integer({ min: 0, max: 5 }).map((n) => n === 0)
/** What happens between looks, from stalls to a network that works. */
export const changes = fc.array(
  fc.record({
    signed: often(1),
    appended: often(1),
    length: often(2),
    isIndexer: seldom.map((is) => !is),
    newKey: seldom,
    joins: seldom
  }),
  { minLength: 2, maxLength: 16 }
)

interface Timed {
  run: () => void
  ms: number
}

/** Plays looks of a nudge by hand; tells after each what it appended and how long it would wait. */
export async function playNudge(
  NudgeOf: new (
    base: ReturnType<typeof fakeBase>,
    stallMs: number
  ) => { start(): void; stop(): void },
  list: Change[]
): Promise<Outcome[]> {
  const base = fakeBase({ isIndexer: true, length: 4, signedLength: 3 })
  const own = new AsyncLocalStorage<true>()
  const real = { setTimeout: globalThis.setTimeout, random: Math.random }
  let timed: (timer: Timed) => void = () => {}
  const quick = (run: () => void, ms = 0) => {
    if (!own.getStore()) return real.setTimeout(run, ms)
    timed({ run, ms })
    return real.setTimeout(() => {}, 0)
  }
  const next = () => new Promise<Timed>((resolve) => (timed = resolve))
  const outcomes: Outcome[] = []
  const nudge = new NudgeOf(base, 1000)
  globalThis.setTimeout = Object.assign(quick, { __promisify__: real.setTimeout.__promisify__ })
  Math.random = () => 0
  try {
    let timer = next()
    own.run(true, () => nudge.start())
    for (const change of list) {
      const { run } = await timer
      happen(base, change)
      timer = next()
      own.run(true, run)
      const { ms } = await timer
      outcomes.push({
        gives: `${base.appended.length} null blocks so far, ${ms} ms to the next look`
      })
    }
  } finally {
    nudge.stop()
    globalThis.setTimeout = real.setTimeout
    Math.random = real.random
  }
  return outcomes
}

function happen(base: ReturnType<typeof fakeBase>, change: Change): void {
  const { core } = base.view
  core.length += change.length
  core.signedLength = Math.min(core.length, core.signedLength + change.signed)
  base.local.length += change.appended
  base.isIndexer = change.isIndexer
  if (change.newKey) core.key = b4a.alloc(32, (core.key[0] ?? 0) + 1)
  base.system.indexers = change.joins ? [{ key: b4a.alloc(32, 7) }] : []
}

export function tellChanges(list: Change[]): string[] {
  return list.map(({ signed, appended, length, isIndexer, newKey, joins }, n) => {
    const parts = [
      isIndexer ? 'an indexer' : 'a plain writer',
      signed > 0 && 'something was signed',
      appended > 0 && 'it appended a block itself',
      length > 0 && 'the view grew',
      newKey && 'the view has a new key',
      joins && 'an indexer is to join'
    ]
    return `look ${n + 1} (${parts.filter(Boolean).join(', ')})`
  })
}
