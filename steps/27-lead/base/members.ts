import { on, once } from 'node:events'
import type Autobase from 'autobase'
import b4a from 'b4a'

import { RegistryError } from '../errors.ts'
import type { Key, RegistryView } from '../view.ts'
import { readSystem } from './signed.ts'

type Base = Autobase<RegistryView>

/** How much of a writer to wait for. */
export interface CatchUp {
  /** Blocks of its core. */
  length?: number | undefined
  /** Milliseconds; default: 5 seconds. */
  timeout?: number
}

/** Milliseconds to fetch what a writer has written: less than a caller waits for the answer. */
const CATCH_UP_MS = 5000
/** Milliseconds for the peers that are linked to say that they have a core. */
const SEEN_MS = 1000

/**
 * Throws for a writer that must not be removed: OWN_WRITER for this one, NOT_A_WRITER for a key that
 * is not, or no longer, a writer's, LAST_INDEXER for the only one that signs.
 */
export async function checkRemovable(base: Base, key: Key): Promise<void> {
  if (b4a.equals(key, base.local.key)) throw RegistryError.OWN_WRITER()
  const { member, indexers } = await readSystem(base, async (system) => {
    return { member: await system.get(key), indexers: system.indexers }
  })
  if (member === null || member.isRemoved) throw RegistryError.NOT_A_WRITER()
  const [first, ...others] = indexers
  const isLast = first !== undefined && others.length === 0 && b4a.equals(first.key, key)
  if (isLast) throw RegistryError.LAST_INDEXER()
}

/** Throws REFUSED at a plain writer: what it appends about members, all peers skip. */
export function refusePlainWriter(base: Base): void {
  if (!base.writable || base.isIndexer) return
  throw RegistryError.REFUSED('this instance only writes: ask one that is an indexer')
}

/** How many blocks of a writer this instance has applied; null for a key that is not a writer. */
export async function appliedBlocks(base: Base, key: Key): Promise<number | null> {
  if (b4a.equals(key, base.local.key)) return base.local.length
  const member = await readSystem(base, (system) => system.get(key))
  return member === null || member.isRemoved ? null : member.length
}

/** Waits until this instance has applied that many blocks of a writer; BEHIND after `ms`. */
export async function untilApplied(
  base: Base,
  key: Key,
  length: number,
  ms = CATCH_UP_MS
): Promise<void> {
  const updates = on(base, 'update', { signal: AbortSignal.timeout(ms) })
  let has = 0
  try {
    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    for await (const _ of updates) {
      has = (await appliedBlocks(base, key)) ?? 0
      if (has >= length) return
    }
  } catch (err) {
    if (err instanceof Error && err.name === 'AbortError') throw RegistryError.BEHIND(has, length)
    throw err
  } finally {
    await updates.return?.()
  }
}

/** Whether a peer knows a writer of that key; asked before all of them are told to look for it. */
export async function isSeen(base: Base, key: Key): Promise<boolean> {
  const core = base.store.get({ key })
  await core.ready()
  try {
    if (core.length > 0 || core.peers.length > 0) return true
    await once(core, 'peer-add', { signal: AbortSignal.timeout(SEEN_MS) })
    return true
  } catch {
    return false
  } finally {
    await core.close()
  }
}
