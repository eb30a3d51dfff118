import { inspect } from 'node:util'
import IdEnc from 'hypercore-id-encoding'

const KEY_BYTES = 32
const SHORT = 8
const MAX_CHARS = 2000

class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  [inspect.custom](): string {
    return this.text
  }
}

/** A value as text for a person: bytes are short, keys in z32. */
export function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return clip(inspect(shorten(value, new Set(), SHORT), options))
}

/** Two values as texts that differ if the values do. */
export function showBoth(expected: unknown, actual: unknown): [string, string] {
  const short: [string, string] = [show(expected), show(actual)]
  if (short[0] !== short[1]) return short
  const full = (value: unknown) => clip(inspect(shorten(value, new Set(), Infinity), options))
  return [full(expected), full(actual)]
}

const options = { depth: 6, breakLength: 100, maxArrayLength: 50, maxStringLength: 500 }

function shorten(value: unknown, seen: Set<unknown>, chars: number): unknown {
  if (value instanceof Uint8Array) return new Raw(bytes(value, chars))
  if (typeof value !== 'object' || value === null || seen.has(value)) return value
  seen.add(value)
  if (Array.isArray(value)) return value.map((item) => shorten(item, seen, chars))
  if (value instanceof Map) return new Map(shorten([...value], seen, chars) as [unknown, unknown][])
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const entries = Object.entries(value).map(([key, item]) => [key, shorten(item, seen, chars)])
  return Object.fromEntries(entries)
}

function bytes(value: Uint8Array, chars: number): string {
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  const text = value.byteLength === KEY_BYTES ? IdEnc.normalize(value) : hex
  const short = text.length > chars ? `${text.slice(0, chars)}…` : text
  return `<${value.byteLength} bytes ${short}>`
}

function clip(text: string): string {
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text
}
