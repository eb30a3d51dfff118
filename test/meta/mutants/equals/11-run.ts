/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '11.4 cli/run.ts: service.base.length > 0: 0 → 1':
    'A base that is here has at least the three blocks with which its system begins.',
  "11.1 cli/terminal.ts: flag?.name ?? arg?.value ?? '': '' → \"x\"":
    'What is refused without an error of its own has a flag or an argument.',
  '11.1 cli/terminal.ts: arg?.value → arg.value':
    'What is refused without an error of its own has a flag or an argument.'
}
