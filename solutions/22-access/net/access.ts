import IdEnc from 'hypercore-id-encoding'

import type { Key, KeyLike } from '../view.ts'

/** Who may call a method: anyone, keys on the list of writers, or admins. */
export type Who = 'anyone' | 'writers' | 'admins'

export interface AccessOptions {
  /** Public keys that may write. */
  writers?: KeyLike[]
  /** Public keys that may write, and call admin methods. */
  admins?: KeyLike[]
  /** True lets anyone write: for a classroom, or behind a firewall of your own. */
  open?: boolean | undefined
}

/** Who may write and who is an admin, by public key: the lists of one instance. */
export class Access {
  readonly open: boolean
  readonly #writers: Set<string>
  readonly #admins: Set<string>

  constructor({ writers = [], admins = [], open = false }: AccessOptions = {}) {
    this.open = open
    this.#writers = new Set(writers.map((key) => IdEnc.normalize(key)))
    this.#admins = new Set(admins.map((key) => IdEnc.normalize(key)))
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
}
