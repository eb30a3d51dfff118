import { open, readFile, rename } from 'node:fs/promises'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import type { Key } from './view.ts'

/** Methods that anyone may call, and those of whoever may write. Every other one is for admins. */
const FOR_ALL = new Set(['status'])
const FOR_WRITERS = new Set(['put-entry', 'put-entries', 'delete-entry'])

export interface AccessOptions {
  /** Public key of the admin whom nobody can take off the list. */
  owner?: Key | null
  /** True lets anyone write: for a room, or behind a firewall of your own. */
  open?: boolean
  /** Where the lists are kept; without it they end with the process. */
  file?: string | null
}

/** Who may write and who is an admin, by public key: the lists of one instance. */
export class Access {
  readonly open: boolean
  readonly #owner: string | null
  readonly #file: string | null
  #writers = new Set<string>()
  #admins = new Set<string>()
  #saving: Promise<void> = Promise.resolve()

  constructor({ owner = null, open = false, file = null }: AccessOptions = {}) {
    this.open = open
    this.#owner = owner === null ? null : IdEnc.encode(owner)
    this.#file = file
  }

  get writers(): Key[] {
    return [...this.#writers].map((key) => IdEnc.decode(key))
  }

  get admins(): Key[] {
    return [...this.#admins].map((key) => IdEnc.decode(key))
  }

  /** Reads the lists that were kept; there are none before the first run. */
  async load(): Promise<void> {
    if (this.#file === null) return
    const text = await readFile(this.#file, 'utf8').catch(() => null)
    if (text === null) return
    const { writers, admins }: { writers: string[]; admins: string[] } = JSON.parse(text)
    this.#writers = new Set(writers)
    this.#admins = new Set(admins)
  }

  isListed(key: Key): boolean {
    return this.isAdmin(key) || this.#writers.has(IdEnc.encode(key))
  }

  isAdmin(key: Key): boolean {
    const text = IdEnc.encode(key)
    return text === this.#owner || this.#admins.has(text)
  }

  /** Whether that key may call a method; one that stands in no list above is for admins. */
  permits(method: string, key: Key): boolean {
    throw todo('14.4', 'true if the key may call the method: for all, for writers, for admins')
  }

  async allow(key: Key, { admin = false } = {}): Promise<void> {
    const list = admin ? this.#admins : this.#writers
    list.add(IdEnc.encode(key))
    await this.#save()
  }

  /** Takes a key off one list; whoever is an admin may write all the same. */
  async deny(key: Key, { admin = false } = {}): Promise<void> {
    const text = IdEnc.encode(key)
    if (admin && text === this.#owner) throw RegistryError.OWNER()
    const list = admin ? this.#admins : this.#writers
    list.delete(text)
    await this.#save()
  }

  /** Resolves when the lists of now are on the disk: the old file or the new one, never half. */
  async #save(): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#write())
    return this.#saving
  }

  async #write(): Promise<void> {
    if (this.#file === null) return
    const lists = { writers: [...this.#writers], admins: [...this.#admins] }
    const next = await open(`${this.#file}.new`, 'w', 0o600)
    try {
      await next.writeFile(JSON.stringify(lists, null, 2))
      await next.sync()
    } finally {
      await next.close()
    }
    await rename(`${this.#file}.new`, this.#file)
  }
}
