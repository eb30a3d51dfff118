import goodbye from 'graceful-goodbye'
import IdEnc from 'hypercore-id-encoding'
import type { Bail } from 'paparam'

import { RegistryError } from '../errors.ts'
import type { Entry, Key } from '../view.ts'

/** What a terminal would obey instead of showing it. */
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Prints an object for scripts, or lines for a person. */
export function print(json: boolean | undefined, value: object, lines: string[]): void {
  const printed = json ? [JSON.stringify(value, withTextKeys)] : lines
  console.log(printed.map(text).join('\n'))
}

/** An entry on one line: its name, its type, who made it and what it is. */
export function entryLine({ name, type, owner, description }: Entry): string {
  return `${name.padEnd(28)}  ${type.padEnd(20)}  ${owner ?? '–'}  ${description ?? ''}`.trimEnd()
}

/** What the answer to a put promises. */
export function promiseOf({ signed }: { signed?: boolean }): string {
  return signed ? 'signed by a majority' : 'accepted, not signed yet'
}

/** The fields of an object, one per line, keys as text. */
export function fieldLines(value: object): string[] {
  const fields = Object.entries(value)
  const width = Math.max(...fields.map(([name]) => name.length))
  return fields.map(([name, field]) => `${name.padEnd(width)}  ${text(field)}`)
}

/** A value on one line; control characters that others wrote are escaped. */
export function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(' ') || 'none'
  if (value instanceof Uint8Array) return IdEnc.encode(value)
  return String(value).replace(CONTROL, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

export function parseKey(what: string, value: string | undefined): Key {
  if (value === undefined) throw RegistryError.INVALID_INPUT(`${what} is missing`)
  if (!IdEnc.isValid(value)) throw RegistryError.INVALID_INPUT(`${what} is not a key: ${value}`)
  return IdEnc.decode(value)
}

/** A whole number; 0 unless given. */
export function parseCount(what: string, value = '0'): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw RegistryError.INVALID_INPUT(`${what} is not a number: ${value}`)
}

/** Says in one line why a command was refused or has failed; a bug of ours with its stack. */
export function explainBail({ command: { name }, reason, flag, arg, err }: Bail): void {
  process.exitCode = 1
  if (err instanceof RegistryError) return console.error(text(err.message))
  if (err !== undefined) return console.error(err)
  const help = name === 'registry' ? 'registry --help' : `registry ${name} --help`
  console.error(text(`${reason}: ${flag?.name ?? arg?.value ?? ''}; see ${help}`))
}

/** Ends a program whose output has ended: right if its reader has seen enough, as in `| head -1`. */
export function endWithOutput(err: NodeJS.ErrnoException): void {
  if (goodbye.exiting) return
  if (err.code !== 'EPIPE') {
    console.error(text(`OUTPUT: can't be written: ${err.message}`))
    process.exitCode = 1
  }
  goodbye(async () => process.exit(), 1)
  goodbye.exit()
}

/** Buffers have a toJSON of their own, which runs before this: the value is looked up again. */
function withTextKeys(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const raw = this[name]
  return raw instanceof Uint8Array ? IdEnc.encode(raw) : value
}
