// cspell:ignore Regi
/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "07.1 entry.ts: if (text !== text.trim()) return { field, problem: 'must not begin or end with a blank' } ⇄ if (CONTROL.test(text)) return { field, problem: 'must have no control characters' }":
    'Both name the same field, and what problem says is free.',
  "07.1 entry.ts: if (text.length === 0) return { field, problem: 'must not be empty' } ⇄ if (text !== text.trim()) return { field, problem: 'must not begin or end with a blank' }":
    'Both name the same field, and what problem says is free.',
  "07.2 entry.ts: entry.name.normalize('NFC') → entry.name.normalize()": 'NFC is the default.',
  "07.2 entry.ts: if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem) ⇄ if (entry.name !== entry.name.normalize('NFC') || HIDDEN.test(entry.name)) { thr … orm NFC, all of it visible') }":
    'Where several rules are broken, either may be the first.',
  '07.4 net/rpc.ts: for (const [name, method] of Object.entries(methods)) … → only one round':
    'In this step the table has one row.'
}
