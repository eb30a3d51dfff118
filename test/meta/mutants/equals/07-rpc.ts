/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "07.1 entry.ts: for (const field of ['name', 'type'] as const) { const text  … o control characters' } } ⇄ for (const field of ['name', 'type', 'owner', 'description'] … {limit} characters` } } }":
    'Where several rules are broken, either may be the first.'
}
