/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '17.2 base/silence.ts: this.#heard.get(IdEnc.encode(key))?.at ?? this.#started → this.#heard.get(IdEnc.encode(key))?.at':
    'The look just before has noted each indexer.',
  '17.2 base/silence.ts: this.#heard.get(IdEnc.encode(key))?.at → this.#heard.get(IdEnc.encode(key)).at':
    'The look just before has noted each indexer.'
}
