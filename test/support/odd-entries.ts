import * as fc from 'fast-check'

import { llama } from './fixtures.ts'
import type { Entry } from './fixtures.ts'

/** Characters that rules speak of, their neighbours, and others that are fine. */
const PIECES = [
  'a',
  'Z',
  '0',
  '-',
  ' ',
  '\t',
  '\n',
  '\u0000',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u009f',
  '\u00a0',
  '\u00a1',
  '\u00ad',
  '\u00e9',
  'e\u0301',
  '\u034f',
  '\u061c',
  '\u180e',
  '\u1680',
  '\u2003',
  '\u200b',
  '\u200f',
  '\u2010',
  '\u2027',
  '\u2028',
  '\u202e',
  '\u202f',
  '\u2060',
  '\u206f',
  '\u2800',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ufff9',
  '\ufffb',
  '\ufffd',
  '\ud800',
  '\udfff',
  '\u{1f999}',
  '\u{e0061}',
  'ラ',
  '\u30d1',
  '\u30cf\u309a',
  '\u212b'
]
const LIMITS = { name: 200, type: 100, owner: 2000, description: 2000 }
const FIELDS = ['name', 'type', 'owner', 'description'] as const

const mixed = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((parts) => parts.join(''))
const around = fc.tuple(mixed, mixed).map(([before, after]) => `${before}llama${after}`)
const near = (limit: number) => {
  const count = fc.integer({ min: limit - 1, max: limit + 1 })
  const piece = fc.constantFrom('x', '\u00e9', 'ラ')
  return fc.tuple(count, piece).map(([times, each]) => each.repeat(times))
}

/** Entries of which one field is odd, so that which rule is first is nobody's question. */
export const oddEntries: fc.Arbitrary<Entry> = fc.constantFrom(...FIELDS).chain((field) => {
  const text = fc.oneof(mixed, around, near(LIMITS[field]))
  const empty = field === 'owner' || field === 'description' ? [null, undefined] : []
  return fc.oneof(text, fc.constantFrom('', ...empty)).map((value): Entry => {
    return { ...llama, [field]: value }
  })
})

export function tellEntry(entry: Entry): string {
  const odd = FIELDS.find((field) => entry[field] !== llama[field]) ?? 'name'
  return `an entry whose ${odd} is ${said(entry[odd])}`
}

function said(text: string | null | undefined): string {
  if (typeof text !== 'string') return String(text)
  // All that a terminal would not show as it is.
  const plain = JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return plain.length > 60 ? `${text.length} characters, ${plain.slice(0, 12)}…` : plain
}
