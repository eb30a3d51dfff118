/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '26.3 base/hints.ts: ours.length > 0 → true': 'No hints are as good as none.',
  '26.3 base/hints.ts: ours.length > 0 → ours.length >= 0': 'No hints are as good as none.',
  '26.4 net/links.ts: this.#called = indexers ⇄ const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)':
    "The connections don't change in between."
}
