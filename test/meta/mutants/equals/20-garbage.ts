/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '20.2 draft.ts: this.#changes.push(() => this.#host.removeWriter(key)) → this.#changes.unshift(() => this.#host.removeWriter(key))':
    'One change is of the view and the other of the base: neither sees the other.',
  '20.2 draft.ts: this.#changes.push(() => this.#view.setIndexer(key, false)) → this.#changes.unshift(() => this.#view.setIndexer(key, false))':
    'It is the first change of its operation either way.',
  '20.2 draft.ts: this.#changes.push(() => this.#view.setIndexer(key, false)) ⇄ this.#changes.push(() => this.#host.removeWriter(key))':
    'One change is of the view and the other of the base: neither sees the other.',
  '20.2 draft.ts: this.#view.setIndexer(key, false) → this.#view.setIndexer(key)':
    'A flag that is missing is stored as false.'
}
