import { on } from 'node:events'
import type Autobase from 'autobase'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import { readSystem } from './signed.ts'
import type { RegistryMember } from './spec/schema/types.d.ts'
import type { Key, RegistryView } from './view.ts'

type Base = Autobase<RegistryView>

/** Remembers when this instance last saw a new block of each indexer. */
export class Members {
  readonly #base: Base
  readonly #started = Date.now()
  readonly #heard = new Map<string, { length: number; at: number }>()

  constructor(base: Base) {
    this.#base = base
    base.on('update', () => this.#look())
  }

  /** The indexers: how many blocks of each are here, and for how many ms nothing new came. */
  list(): RegistryMember[] {
    this.#look()
    return this.#indexers().map(({ key, length }) => {
      const heard = this.#heard.get(IdEnc.encode(key))
      return { key, length, silence: Date.now() - (heard?.at ?? this.#started) }
    })
  }

  #look(): void {
    throw todo('12.1', 'remember for each indexer its length, and when that was last seen to grow')
  }

  #indexers(): { key: Key; length: number }[] {
    return this.#base.system?.indexers ?? []
  }
}

/** How many blocks of a writer this instance has applied; null for a key that is no writer. */
export async function appliedBlocks(base: Base, key: Key): Promise<number | null> {
  if (b4a.equals(key, base.local.key)) return base.local.length
  const member = await readSystem(base, (system) => system.get(key))
  return member === null || member.isRemoved ? null : member.length
}

/** Waits until this instance has applied so many blocks of a writer; BEHIND after `ms`. */
export async function untilApplied(
  base: Base,
  key: Key,
  length: number,
  ms: number
): Promise<void> {
  const changes = on(base, 'update', { signal: AbortSignal.timeout(ms) })
  let has = 0
  try {
    throw todo('12.3', 'return once so many blocks are applied: look now, and at each change')
  } catch (err) {
    if (err instanceof Error && err.name === 'AbortError') throw RegistryError.BEHIND(has, length)
    throw err
  } finally {
    await changes.return?.()
  }
}
