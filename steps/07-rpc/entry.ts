import { todo } from '#todo'

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
  throw todo('07.1', 'the first rule that a text field breaks, or null')
}

/** Throws INVALID_ENTRY for an entry that must not be appended. */
export function checkEntry(entry: Entry): void {
  throw todo('07.2', 'refuse what breaks a rule, and a name that looks like another')
}
