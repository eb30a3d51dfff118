import { readFile } from 'node:fs/promises'
import type HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { RegistryError } from './errors.ts'
import type { Entry, Key } from './view.ts'

/** Prints an object for scripts, or lines for a person. */
export function print(json: boolean | undefined, value: object, lines: string[]): void {
  console.log(json ? JSON.stringify(value, withTextKeys) : lines.join('\n'))
}

/** An entry on one line: its name, its type, who made it and what it is. */
export function entryLine({ name, type, owner, description }: Entry): string {
  return `${name.padEnd(28)}  ${type.padEnd(20)}  ${owner ?? '–'}  ${description ?? ''}`.trimEnd()
}

/** The fields of an object, a line each, keys as text. */
export function fieldLines(value: object): string[] {
  const fields = Object.entries(value)
  const width = Math.max(...fields.map(([name]) => name.length))
  return fields.map(([name, field]) => `${name.padEnd(width)}  ${text(field)}`)
}

export function parseKey(what: string, value: string | undefined): Key {
  if (value === undefined) throw RegistryError.INVALID_INPUT(`${what} is missing`)
  if (!IdEnc.isValid(value)) throw RegistryError.INVALID_INPUT(`${what} is no key: ${value}`)
  return IdEnc.decode(value)
}

export function parseAddress(value: string): HyperDHT.Address {
  const match = /^(.+):(\d{1,5})$/.exec(value)
  if (match?.[1] === undefined) throw RegistryError.INVALID_INPUT(`${value} is not HOST:PORT`)
  return { host: match[1], port: Number(match[2]) }
}

/** The entries of an import file; the service checks what is in them. */
export async function readEntries(file: string): Promise<Entry[]> {
  const problem = (text: string) => RegistryError.INVALID_INPUT(`${file} ${text}`)
  const text = await readFile(file, 'utf8').catch(() => {
    throw problem('cannot be read')
  })
  const rows = parseJson(text)
  if (!Array.isArray(rows)) throw problem('is no JSON array of entries')
  return rows.map((row: Partial<Record<keyof Entry, unknown>>, index) => {
    const { name, type, driveKey, owner = null, description = null } = row ?? {}
    if (typeof name !== 'string' || typeof type !== 'string' || typeof driveKey !== 'string') {
      throw problem(`entry ${index}: name, type and driveKey must be strings`)
    }
    const key = parseKey(`${file} entry ${index}: driveKey`, driveKey)
    return { name, type, driveKey: key, owner: optional(owner), description: optional(description) }
  })
}

function optional(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? IdEnc.encode(value) : String(value)
}

/** Buffers have a toJSON of their own, which runs before this: the value is looked up again. */
function withTextKeys(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const raw = this[name]
  return raw instanceof Uint8Array ? IdEnc.encode(raw) : value
}
