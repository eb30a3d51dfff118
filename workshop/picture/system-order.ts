import SystemView from 'autobase/lib/system.js'
import type Hypercore from 'hypercore'

import type { BlockId, Letter } from './trace.ts'

/** Updates of a long order that a live recording begins with. */
const NEWEST = 200
/** Blocks of the system core that are too many to be read one by one: some three for an update. */
export const FAR = 3 * NEWEST

/** A block's place: the length of the system core once it was applied. */
export interface Placed {
  id: BlockId
  end: number
}

/** The length of the system core from which a long order is recorded. */
export async function newest(core: Hypercore): Promise<number> {
  const { length } = core
  const range = core.download({ start: Math.max(0, length - FAR), end: length })
  let count = 0
  try {
    for await (const { length } of SystemView.flushes(core.snapshot(), { reverse: true })) {
      if (++count > NEWEST) return length
    }
    return 0
  } finally {
    range.destroy()
  }
}

/** Lengths of the writers' cores when the system core had that length. */
export async function lengthsAt(
  core: Hypercore,
  length: number,
  letterOf: (key: Uint8Array) => Letter
): Promise<Map<Letter, number>> {
  const lengths = new Map<Letter, number>()
  if (length === 0) return lengths
  const system = new SystemView(core.snapshot())
  const then = await system.checkout(length)
  try {
    for await (const { key, value } of then.list()) {
      if (value.length > 0) lengths.set(letterOf(key), value.length)
    }
    return lengths
  } finally {
    await then.close()
    await system.close()
  }
}

export interface Members {
  writers: Letter[]
  indexers: Letter[]
  /** Indexers that have not written, and do not count yet. */
  pending: Letter[]
}

/** Who may write, and who signs; an indexer that has not written yet is admitted, and counts. */
export async function readMembers(
  system: SystemView,
  letterOf: (key: Uint8Array) => Letter
): Promise<Members> {
  const writers: Letter[] = []
  for await (const { key, value } of system.list()) {
    if (!value.isRemoved) writers.push(letterOf(key))
  }
  const signing = system.indexers.map(({ key }) => letterOf(key))
  const added = system.pendingIndexers.map(letterOf)
  const pending = added.filter((letter) => !signing.includes(letter) && writers.includes(letter))
  const indexers = [...new Set([...signing, ...added])].sort()
  return { writers: writers.sort(), indexers, pending: pending.sort() }
}
