/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '21.1 operations.ts: if (announced > version) draft.interrupt(tooOld(announced, version)) ⇄ await draft.announce(announced)':
    'What a draft has staged is never committed where it halts.',
  '21.1 operations.ts: await draft.announce(announced) → draft.announce(announced)':
    'It is staged before announce first waits, and committed later.'
}
