import { readFile } from 'node:fs/promises'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

import { replaceFile } from '../base/disk.ts'
import { RegistryError } from '../errors.ts'
import type { Key, KeyLike } from '../view.ts'

/** Who may call a method: anyone, keys on the list of writers, or admins. */
export type Who = 'anyone' | 'writers' | 'admins'

export interface AccessOptions {
  /** Public keys that may write. */
  writers?: KeyLike[]
  /** Public keys that may write, and call admin methods; nobody can take them off the list. */
  admins?: KeyLike[]
  /** True lets anyone write: for a classroom, or behind a firewall of your own. */
  open?: boolean | undefined
  /** Where the lists are kept; without it they end with the process. */
  file?: string | null
}

/** What is kept in the file. */
interface Lists {
  writers: string[]
  admins: string[]
}

/** Who may write and who is an admin, by public key: the lists of one instance. */
export class Access {
  readonly open: boolean
  readonly #file: string | null
  readonly #owners: Set<string>
  readonly #writers: Set<string>
  readonly #admins: Set<string>
  #saving: Promise<void> = Promise.resolve()

  constructor({ writers = [], admins = [], open = false, file = null }: AccessOptions = {}) {
    this.open = open
    this.#file = file
    this.#writers = new Set(writers.map((key) => IdEnc.normalize(key)))
    this.#admins = new Set(admins.map((key) => IdEnc.normalize(key)))
    this.#owners = new Set(this.#admins)
  }

  get writers(): Key[] {
    return [...this.#writers].map((key) => IdEnc.decode(key))
  }

  get admins(): Key[] {
    return [...this.#admins].map((key) => IdEnc.decode(key))
  }

  /** Adds the lists that were kept; there are none before the first run. */
  async load(): Promise<void> {
    if (this.#file === null) return
    try {
      // A file without either list is damaged too: iterating over what isn't there throws.
      const kept: Lists = JSON.parse(await readFile(this.#file, 'utf8'))
      for (const key of kept.writers) this.#writers.add(IdEnc.normalize(key))
      for (const key of kept.admins) this.#admins.add(IdEnc.normalize(key))
    } catch (err) {
      if (err instanceof Error && 'code' in err && err.code === 'ENOENT') return
      // Going on without the lists would lock everybody out, and nobody would know why.
      const problem = 'is damaged: restore it, or remove it and list the keys again'
      throw RegistryError.STORAGE('ACCESS_DAMAGED', this.#file, problem, err)
    }
  }

  isListed(key: Key): boolean {
    return this.isAdmin(key) || this.#writers.has(IdEnc.encode(key))
  }

  isAdmin(key: Key): boolean {
    return this.#admins.has(IdEnc.encode(key))
  }

  permits(who: Who, key: Key): boolean {
    if (who === 'anyone') return true
    return who === 'writers' ? this.open || this.isListed(key) : this.isAdmin(key)
  }

  async allow(key: Key, { admin = false } = {}): Promise<void> {
    throw todo('23.1', 'put the key on its list, and keep the lists')
  }

  /** Takes a key off one list; an admin may write all the same. */
  async deny(key: Key, { admin = false } = {}): Promise<void> {
    throw todo(
      '23.1',
      'take the key off its list, and keep the lists; OWNER if an owner would lose its rights'
    )
  }

  /** Resolves when the lists of now are on the disk; one save follows the other. */
  async #save(): Promise<void> {
    const file = this.#file
    if (file === null) return
    throw todo('23.2', 'write the lists of now, after every save that was begun before')
  }
}
