import type Autobase from 'autobase'
import b4a from 'b4a'

import { RegistryError } from '../errors.ts'
import type { Key, RegistryView } from '../view.ts'
import { readSystem } from './signed.ts'

type Base = Autobase<RegistryView>

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
