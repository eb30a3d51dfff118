import { RegistryError } from './errors.ts'
import type { Entry } from './view.ts'

/** Characters of each text field. Part of the protocol: peers that differ build different views. */
const LIMITS = { name: 200, type: 100, owner: 2000, description: 2000 }
const KEY_BYTES = 32
const HALF_PAIR = /[\ud800-\udfff]/u
/** What nobody sees in a name, as this version of Unicode has it, and a blank that `trim` keeps. */
const HIDDEN = /\p{Default_Ignorable_Code_Point}|\u2800/u
// Control characters, what is invisible or turns the writing direction, and lone surrogates.
const CONTROL =
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/u

export interface Problem {
  field: keyof Entry
  problem: string
}

/** The first rule that an entry breaks, or null. Asked before an append, and again by apply. */
export function problemIn(entry: Entry): Problem | null {
  if (entry.driveKey.byteLength !== KEY_BYTES) {
    return { field: 'driveKey', problem: `must be ${KEY_BYTES} bytes` }
  }
  for (const field of ['name', 'type'] as const) {
    const text = entry[field]
    if (text.length === 0) return { field, problem: 'must not be empty' }
    if (text !== text.trim()) return { field, problem: 'must not begin or end with a blank' }
    if (CONTROL.test(text)) return { field, problem: 'must have no control characters' }
  }
  for (const field of ['name', 'type', 'owner', 'description'] as const) {
    const limit = LIMITS[field]
    if ((entry[field] ?? '').length > limit) {
      return { field, problem: `must have at most ${limit} characters` }
    }
    // UTF-8 can't encode it: another character would be stored in its place.
    if (HALF_PAIR.test(entry[field] ?? '')) return { field, problem: 'must have no lone surrogate' }
  }
  return null
}

/** Throws INVALID_ENTRY for a name that no entry can have. */
export function checkName(name: string): void {
  const broken = problemIn({ name, type: 'any', driveKey: new Uint8Array(KEY_BYTES) })
  if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)
}

/** Throws INVALID_ENTRY for an entry that must not be appended. */
export function checkEntry(entry: Entry): void {
  const broken = problemIn(entry)
  if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)
  // Two names that look alike. No rule for apply: versions of Unicode, and so peers, may differ.
  if (entry.name !== entry.name.normalize('NFC') || HIDDEN.test(entry.name)) {
    throw RegistryError.INVALID_ENTRY('name', 'must be in the normal form NFC, all of it visible')
  }
}
