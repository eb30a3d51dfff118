import { readFile } from 'node:fs/promises'
import { buffer as readAll } from 'node:stream/consumers'

import { checkEntry } from '../entry.ts'
import { RegistryError } from '../errors.ts'
import type { Entry } from '../view.ts'
import { parseKey } from './terminal.ts'

const FIELDS = ['name', 'driveKey', 'type', 'owner', 'description']

/** The entries of an import file, all checked; INVALID_INPUT names the row and the field. */
export async function readEntries(file: string): Promise<Entry[]> {
  const source = file === '-' ? 'stdin' : file
  const reading = file === '-' ? readAll(process.stdin) : readFile(file)
  const bytes = await reading.catch((err: NodeJS.ErrnoException) => {
    throw RegistryError.INVALID_INPUT(`${source} can't be read: ${err.code}`)
  })
  // One of two rows of a name would be lost, and be counted as stored.
  const names = new Set<string>()
  return rowsIn(source, textOf(source, bytes)).map((row, index) => {
    const where = `${source}, row ${index + 1}`
    try {
      const entry = toEntry(row)
      if (names.has(entry.name)) throw new Error('has the name of an earlier row')
      names.add(entry.name)
      return entry
    } catch (err) {
      const problem = err instanceof Error ? err.message : String(err)
      throw RegistryError.INVALID_INPUT(`${where}: ${problem}`)
    }
  })
}

/** A mark at its beginning is skipped; bytes of another encoding would be stored as question marks. */
function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw RegistryError.INVALID_INPUT(`${file} is not UTF-8: save it in that encoding`)
  }
}

/** A JSON array, or one object per line. */
function rowsIn(file: string, text: string): unknown[] {
  if (text.trimStart().startsWith('[')) return parse(file, text)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.flatMap((line, at) => parse(`${file}, row ${at + 1}`, `[${line}]`))
}

function parse(where: string, text: string): unknown[] {
  try {
    return JSON.parse(text)
  } catch (err) {
    const problem = err instanceof Error ? err.message : String(err)
    throw RegistryError.INVALID_INPUT(`${where} is not JSON: ${problem}`)
  }
}

function toEntry(row: unknown): Entry {
  if (typeof row !== 'object' || row === null) throw new Error('is not an object')
  for (const [field, value] of Object.entries(row)) {
    if (!FIELDS.includes(field)) throw new Error(`${field} is not a field of an entry`)
    if (value !== null && typeof value !== 'string') throw new Error(`${field} must be a string`)
  }
  const fields: Partial<Record<string, string | null>> = { ...row }
  const { name, driveKey, type, owner = null, description = null } = fields
  const key = parseKey('driveKey', driveKey ?? undefined)
  const entry = { name: name ?? '', type: type ?? '', owner, description, driveKey: key }
  checkEntry(entry)
  return entry
}
