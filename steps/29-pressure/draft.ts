import type Autobase from 'autobase'
import b4a from 'b4a'

import type { Entry, Key, RegistryView } from './view.ts'

/**
 * What one operation wants to change. Reads go to the view at once, changes happen in `commit`: if
 * its handler throws before that, nothing of the operation stays.
 */
export class Draft {
  /** The local key of the writer whose block holds the operation. */
  readonly writer: Key
  readonly #view: RegistryView
  readonly #host: Autobase.Host
  readonly #changes: (() => Promise<void>)[] = []

  constructor(view: RegistryView, host: Autobase.Host, writer: Key) {
    this.#view = view
    this.#host = host
    this.writer = writer
  }

  async get(name: string): Promise<Entry | null> {
    return this.#view.get(name)
  }

  /** Whether that writer is an indexer here: by the operations so far, on every peer alike. */
  async isIndexer(key: Key): Promise<boolean> {
    return (await this.#view.isIndexer(key)) ?? b4a.equals(key, this.#host.key)
  }

  /** False for the last indexer, which the base refuses to remove. */
  removeable(key: Key): boolean {
    return this.#host.removeable(key)
  }

  async version(): Promise<number> {
    return this.#view.version()
  }

  /** Stops the base before this block; it throws. */
  interrupt(reason: string): never {
    return this.#host.interrupt(reason)
  }

  async put(entry: Entry): Promise<void> {
    this.#changes.push(() => this.#view.put(entry))
  }

  async delete(name: string): Promise<void> {
    this.#changes.push(() => this.#view.delete(name))
  }

  async addWriter(key: Key, { indexer }: { indexer: boolean }): Promise<void> {
    this.#changes.push(() => this.#view.setIndexer(key, indexer))
    this.#changes.push(() => this.#host.addWriter(key, { indexer }))
  }

  async removeWriter(key: Key): Promise<void> {
    this.#changes.push(() => this.#view.setIndexer(key, false))
    this.#changes.push(() => this.#host.removeWriter(key))
  }

  async announce(version: number): Promise<void> {
    this.#changes.push(() => this.#view.announce(version))
  }

  async commit(): Promise<void> {
    for (const change of this.#changes) await change()
  }
}
