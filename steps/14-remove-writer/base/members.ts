import type Autobase from 'autobase'
import b4a from 'b4a'
import { todo } from '#todo'

import { RegistryError } from '../errors.ts'
import type { Key, RegistryView } from '../view.ts'
import { readSystem } from './signed.ts'

type Base = Autobase<RegistryView>

/**
 * Throws for a writer that must not be removed: OWN_WRITER for this one, NOT_A_WRITER for a key that
 * is not, or no longer, a writer's, LAST_INDEXER for the only one that signs.
 */
export async function checkRemovable(base: Base, key: Key): Promise<void> {
  throw todo('14.3', 'refuse what must not be removed, in the order of the table')
}
