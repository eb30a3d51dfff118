/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '22.3 client/identity.ts: text.trim() → text':
    'createIdentity writes no blank, and the lesson asks for none to be taken: a courtesy.',
  '22.3 client/identity.ts: text.trim() → text (2)':
    'Blanks around the digits are a courtesy, and the decoder passes over what is behind them.'
}
