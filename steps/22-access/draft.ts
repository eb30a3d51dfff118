import type Autobase from 'autobase'

import type { Entry, Key, RegistryView } from './view.ts'

/**
 * What one operation wants to change. Reads go to the view at once, changes happen in `keep`: if
 * its handler throws before that, nothing of the operation stays.
 */
export class Draft {
  readonly #view: RegistryView
  readonly #host: Autobase.Host
  readonly #changes: (() => Promise<void>)[] = []

  constructor(view: RegistryView, host: Autobase.Host) {
    this.#view = view
    this.#host = host
  }

  async get(name: string): Promise<Entry | null> {
    return this.#view.get(name)
  }

  async version(): Promise<number> {
    return this.#view.version()
  }

  /** False for the last indexer, which the base refuses to remove. */
  removeable(key: Key): boolean {
    return this.#host.removeable(key)
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

  async skip(): Promise<void> {
    this.#changes.push(() => this.#view.skip())
  }

  async announce(version: number): Promise<void> {
    this.#changes.push(() => this.#view.announce(version))
  }

  async addWriter(key: Key, options: { indexer: boolean }): Promise<void> {
    this.#changes.push(() => this.#host.addWriter(key, options))
  }

  async removeWriter(key: Key): Promise<void> {
    this.#changes.push(() => this.#host.removeWriter(key))
  }

  async keep(): Promise<void> {
    for (const change of this.#changes) await change()
  }
}
