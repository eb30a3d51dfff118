/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '05.3 base/nudge.ts: if (isIndexer && (stalled || owing)) await this.#base.append(null) ⇄ this.#waitMs = stalled ? Math.min(this.#waitMs * GROWTH, MAX_WAIT_MS) : this.#stallMs':
    'A block that is appended changes nothing that the next wait is made of.'
}
