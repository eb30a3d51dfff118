import type Autobase from 'autobase'

import type { RegistryMember } from './spec/schema/types.d.ts'
import type { Key, RegistryView } from './view.ts'

/** The state of one instance; lengths count blocks of the view. */
export interface Status {
  /** Key of the base. */
  key: Key
  localKey: Key
  viewKey: Key
  writable: boolean
  isIndexer: boolean
  /** How many indexers the majority is made of. */
  indexers: number
  /** With the unindexed tip, which may still be cut back and replayed. */
  length: number
  /** What a majority has signed: this part never changes. */
  signedLength: number
  /** Blocks that held no operation, or one that was refused. */
  skipped: number
  /** The indexers: blocks of each that are here, and ms since the last one came. */
  members: RegistryMember[]
  /** True once it refuses writes. */
  draining: boolean
  /** The highest version of the operations that was announced. */
  version: number
  /** Why this instance takes no more blocks; null while it takes them. */
  halted: string | null
}

export async function statusOf(
  base: Autobase<RegistryView>,
  rest: Pick<Status, 'members' | 'draining'>
): Promise<Status> {
  const { key, length, signedLength } = base.view.core
  return {
    key: base.key,
    localKey: base.local.key,
    viewKey: key,
    writable: base.writable && base.interrupted === null,
    isIndexer: base.isIndexer,
    indexers: base.linearizer.indexers.length,
    length,
    signedLength,
    skipped: await base.view.skipped(),
    version: await base.view.version(),
    halted: base.interrupted,
    ...rest
  }
}
