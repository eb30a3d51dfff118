/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '23.1 net/access.ts: if (admin && this.#owners.has(text)) throw RegistryError.OWNER() ⇄ const list = admin ? this.#admins : this.#writers':
    'Choosing a list changes nothing.'
}
