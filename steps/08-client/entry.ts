import type { Entry } from './view.ts'

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
  for (const field of ['name', 'type'] as const) {
    if (entry[field].length === 0) return { field, problem: 'must not be empty' }
    if (CONTROL.test(entry[field])) return { field, problem: 'must have no control characters' }
  }
  for (const field of ['name', 'type', 'owner', 'description'] as const) {
    const limit = LIMITS[field]
    if ((entry[field] ?? '').length > limit) {
      return { field, problem: `must have at most ${limit} characters` }
    }
  }
  return null
}
