import type { Entry } from './view.ts'
import { todo } from '#todo'

/** Characters of each text field. Part of the protocol: peers that differ here build other views. */
const LIMITS = { name: 200, type: 100, owner: 2000, description: 2000 }
const KEY_BYTES = 32
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufeff]/

export interface Problem {
  field: keyof Entry
  problem: string
}

/** The first rule that an entry breaks, or null. Whoever appends asks, and apply asks again. */
export function problemWith(entry: Entry): Problem | null {
  if (entry.driveKey.byteLength !== KEY_BYTES) {
    return { field: 'driveKey', problem: `must be ${KEY_BYTES} bytes` }
  }
  throw todo('06.1', 'check the text fields: not empty, no control characters, not too long')
}
