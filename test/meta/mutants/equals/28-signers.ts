/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '28.2 base/acks.ts: if (this.#grows && this.#looks < this.#last + PACE) return ⇄ const { length } = this.#base.local':
    'A length that is read and not used changes nothing.',
  '28.2 base/acks.ts: if (!this.#isSigner() && !this.#standsIn() && this.#unheard < SIGN_OF_LIFE) return ⇄ if (this.#grows && this.#looks < this.#last + PACE) return':
    'Both only end the look: either may be first.',
  "28.3 base/acks.ts: const tooOld = (look = 0) => this.#looks - look > PATIENCE ⇄ const signers = signersOf(this.#base).map(({ core }) => b4a.toString(core.key, 'hex'))":
    'The signers are found without it.',
  '28.1 base/acks.ts: byKey.slice(0, Math.floor(indexers.length / 2) + 1) → byKey.slice(undefined, Math.floor(indexers.length / 2) + 1)':
    'A slice begins at 0 where nothing else is said.'
}
