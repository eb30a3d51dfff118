import { plain } from './plain.ts'

/** A spreadsheet takes a cell that begins with one of these signs for a formula. */
const FORMULA = /^[=+\-@\t]/
const SHIELDED = /^'(?=[=+\-@\t])/
/** A cell, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

/** A table as CSV. */
export function toCsv(table: (string | number)[][]): string {
  return table.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** The cells of a CSV file; null if it is none. */
export function fromCsv(text: string): string[][] | null {
  const rows: string[][] = []
  let row: string[] = []
  CELL.lastIndex = text.startsWith('\uFEFF') ? 1 : 0
  while (CELL.lastIndex < text.length) {
    const found = CELL.exec(text)
    if (!found) return null
    const [, quoted, bare = '', end] = found
    row.push((quoted?.replaceAll('""', '"') ?? bare).replace(SHIELDED, ''))
    if (end === ',' && CELL.lastIndex === text.length) row.push('')
    if (end === ',' && CELL.lastIndex < text.length) continue
    rows.push(row)
    row = []
  }
  return rows
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = plain(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
