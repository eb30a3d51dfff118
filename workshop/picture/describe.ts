import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

/** What a block says, as text for a person. */
export interface Description {
  op: string | null
  name: string
  fields: Record<string, string>
}

/** Makes an operation of a block's bytes, or throws. */
export type Decode = (block: Uint8Array) => { name: string; value: unknown }

/** Operations that leave the members as they are, those of all steps. */
export const ENTRY_OPS = ['put-entry', 'delete-entry', 'batch']
const KEY_BYTES = 32
/** The shortest form of a key as text, z32. */
const KEY_CHARS = 52
const MAX_TEXT = 200
/** A field that says what the operation is about, best first. */
const NAMES = ['name', 'key', 'announced']

/** Describes a block: JSON as in step 02, an operation of the spec from step 03 on, or bytes. */
export function describe(block: Uint8Array | null, decode: Decode | null): Description {
  if (block === null) return { op: null, name: '', fields: {} }
  if (block.byteLength === 0) return { op: 'zero-byte block', name: '', fields: {} }
  const operation = fromJson(block) ?? fromSpec(block, decode)
  const text = operation ? null : textOf(block)
  if (text !== null) return { op: 'text', name: clip(text), fields: { text: clip(text) } }
  if (!operation) return { op: 'no operation', name: '', fields: { bytes: hex(block) } }
  const fields = Object.fromEntries(flatten(operation.value))
  const name = NAMES.map((key) => fields[key]).find((value) => value !== undefined)
  return {
    op: clip(operation.name.replace(/^@[^/]*\//, '')),
    name: name ?? countOf(operation.value),
    fields
  }
}

function fromSpec(block: Uint8Array, decode: Decode | null) {
  try {
    return decode?.(block) ?? null
  } catch {
    return null
  }
}

function fromJson(block: Uint8Array): { name: string; value: unknown } | null {
  if (block[0] !== '{'.charCodeAt(0)) return null
  try {
    const { op, ...value } = JSON.parse(b4a.toString(block))
    return { name: typeof op === 'string' ? op : 'JSON', value }
  } catch {
    return null
  }
}

/** A block that is a line of text, as scripts append; null for other bytes. */
function textOf(block: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(block)
    return /^\P{Cc}+$/u.test(text) ? text : null
  } catch {
    return null
  }
}

/** What an operation that carries a list is told by: `3 entries`. */
function countOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const [list] = Object.entries(value).filter(([, field]) => Array.isArray(field))
  return list ? `${list[1].length} ${list[0]}` : ''
}

/** The fields of an operation; those of a struct in it stand beside them, a list is counted. */
function flatten(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, field]): [string, string][] => {
    if (field === null || field === undefined) return []
    if (Array.isArray(field)) return [[key, `${field.length}`]]
    if (field instanceof Uint8Array)
      return [[key, key === 'driveKey' ? driveText(field) : bytesText(field)]]
    if (typeof field === 'object') return flatten(field)
    // What is too short is not asked: its no is an error with a stack, which takes its time.
    if (typeof field === 'string' && field.length >= KEY_CHARS && IdEnc.isValid(field))
      return [[key, key === 'driveKey' ? driveText(IdEnc.decode(field)) : field]]
    return [[key, clip(String(field))]]
  })
}

function bytesText(bytes: Uint8Array): string {
  return bytes.byteLength === KEY_BYTES ? IdEnc.encode(bytes) : hex(bytes)
}

/** A drive's key; one of a single byte, as graders have it, as that byte. */
function driveText(key: Uint8Array): string {
  const single = key.byteLength === KEY_BYTES && key.every((byte) => byte === key[0])
  return single ? `${key[0]}` : bytesText(key)
}

function hex(bytes: Uint8Array): string {
  return clip(b4a.toString(bytes, 'hex'))
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
