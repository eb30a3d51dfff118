import { on } from 'node:events'
import type Autobase from 'autobase'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'

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
  readonly #watched = new Map<string, Hypercore>()
  readonly #conflicts = new Set<string>()

  constructor(base: Base) {
    this.#base = base
    base.on('update', () => this.#look())
    base.on('writer', ({ core }: { core: Hypercore }) => this.#watch(core))
  }

  /** The indexers: how many blocks of each are here, and for how many ms nothing new came. */
  list(): RegistryMember[] {
    this.#look()
    return this.#indexers().map(({ key, length }) => {
      const heard = this.#heard.get(IdEnc.encode(key))
      return { key, length, silence: Date.now() - (heard?.at ?? this.#started) }
    })
  }

  /** Writers that have run twice, from a copied folder, as far as seen here; until removed. */
  async forked(): Promise<Key[]> {
    const writers = await readSystem(this.#base, writersOf)
    return writers.filter((key) => this.#conflicts.has(IdEnc.encode(key)))
  }

  /** Two stories of one core, both signed: Hypercore closes it here, and tells who listens. */
  #watch(core: Hypercore): void {
    const id = IdEnc.encode(core.key)
    if (this.#watched.has(id)) return
    // The base closes the core of a writer that is idle: a session of our own stays.
    const session = core.session()
    session.on('conflict', () => this.#conflicts.add(id))
    this.#watched.set(id, session)
  }

  #look(): void {
    for (const { key, length } of this.#indexers()) {
      const id = IdEnc.encode(key)
      const heard = this.#heard.get(id)
      // At the first look nobody knows how old a block is: silence counts from the start.
      const at = heard === undefined ? this.#started : Date.now()
      if (heard?.length !== length) this.#heard.set(id, { length, at })
    }
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
    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    for await (const _ of changes) {
      has = (await appliedBlocks(base, key)) ?? 0
      if (has >= length) return
    }
  } catch (err) {
    if (err instanceof Error && err.name === 'AbortError') throw RegistryError.BEHIND(has, length)
    throw err
  } finally {
    await changes.return?.()
  }
}

async function writersOf(system: Autobase.System): Promise<Key[]> {
  const keys: Key[] = []
  for await (const { key, value } of system.list()) if (!value.isRemoved) keys.push(key)
  return keys
}
