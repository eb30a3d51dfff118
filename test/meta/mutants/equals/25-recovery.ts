/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '25.2 base/forks.ts: keys.push(key) → keys.unshift(key)':
    'No order of the forked writers is promised.',
  "25.1 instance/guard.ts: writeFile(join(folder, RECOVERING), ''): '' → \"x\"":
    'That the file is there is all that it says.'
}
