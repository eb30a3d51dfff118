import type Hypercore from 'hypercore'
import HyperDB from 'hyperdb'
import IdEnc from 'hypercore-id-encoding'

import definition from './spec/db/index.js'
import type { Registry } from './spec/db/index.js'
import type { RegistryEntry } from './spec/schema/types.d.ts'

/** One record of the registry; `driveKey` is 32 bytes. */
export type Entry = RegistryEntry
export type Key = Uint8Array
/** 32 bytes, or their z32 or hex text. */
export type KeyLike = Key | string

/** The registry as a database: look-ups, and the writes that `flush` stores together. */
export class RegistryView {
  readonly core: Hypercore
  readonly #db: HyperDB<Registry>

  constructor(core: Hypercore) {
    this.core = core
    this.#db = HyperDB.bee(core, definition, { extension: false, autoUpdate: true })
  }

  /** True if what is staged changes a row. */
  get changed(): boolean {
    return this.#db.updated()
  }

  async ready(): Promise<void> {
    await this.#db.ready()
  }

  async close(): Promise<void> {
    await this.#db.close()
  }

  /** The entry of that name, or null. */
  async get(name: string): Promise<Entry | null> {
    return this.#db.get('@registry/entry', { name })
  }

  /** All entries, in the order of their names. */
  list(): AsyncIterable<Entry> {
    return this.#db.find('@registry/entry')
  }

  findByDriveKey(id: KeyLike): AsyncIterable<Entry> {
    const driveKey = IdEnc.decode(id)
    return this.#db.find('@registry/entry-by-drive-key', { gte: { driveKey }, lte: { driveKey } })
  }

  findByType(type: string): AsyncIterable<Entry> {
    return this.#db.find('@registry/entry-by-type', { gte: { type }, lte: { type } })
  }

  findByOwner(owner: string): AsyncIterable<Entry> {
    return this.#db.find('@registry/entry-by-owner', { gte: { owner }, lte: { owner } })
  }

  /** How many operations apply has skipped so far; the same number on every peer. */
  async skipped(): Promise<number> {
    const row = await this.#db.get('@registry/skipped', {})
    return row === null ? 0 : row.blocks
  }

  /** What the operations so far have made of that writer; null where none has named it. */
  async isIndexer(key: Key): Promise<boolean | null> {
    const row = await this.#db.get('@registry/role', { key })
    return row === null ? null : row.indexer === true
  }

  /** The highest version of the operations that was announced; 1 before any was. */
  async version(): Promise<number> {
    const row = await this.#db.get('@registry/version', {})
    return row === null ? 1 : row.announced
  }

  /** Stages an entry; one that has the same name is replaced. */
  async put(entry: Entry): Promise<void> {
    await this.#db.insert('@registry/entry', entry)
  }

  /** Stages the removal of an entry; does nothing where there is none. */
  async delete(name: string): Promise<void> {
    await this.#db.delete('@registry/entry', { name })
  }

  /** Stages one more in the count of batches that changed no other row. */
  async countUnchanged(): Promise<void> {
    const row = await this.#db.get('@registry/unchanged', {})
    await this.#db.insert('@registry/unchanged', { count: (row?.count ?? 0) + 1 })
  }

  /** Stages one more in the count of skipped operations. */
  async skip(): Promise<void> {
    await this.#db.insert('@registry/skipped', { blocks: (await this.skipped()) + 1 })
  }

  /** Stages what a writer is from here on. */
  async setIndexer(key: Key, indexer: boolean): Promise<void> {
    await this.#db.insert('@registry/role', { key, indexer })
  }

  /** Stages the version that is in use from here on. */
  async announce(version: number): Promise<void> {
    await this.#db.insert('@registry/version', { announced: version })
  }

  /** Stores all that is staged, at once. */
  async flush(): Promise<void> {
    await this.#db.flush()
  }
}
