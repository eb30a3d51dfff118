import type { Event } from './trace.ts'

type Guard = (value: unknown) => boolean

const text: Guard = (value) => typeof value === 'string'
const number: Guard = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0
const flag: Guard = (value) => typeof value === 'boolean'
const texts: Guard = (value) => Array.isArray(value) && value.every(text)
const numbers: Guard = (value) => Array.isArray(value) && value.every(number)
const orNull =
  (guard: Guard): Guard =>
  (value) =>
    value === null || guard(value)
const record = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const fields: Guard = (value) => record(value) && Object.values(value).every(text)
const view: Guard = (value) => record(value) && text(value.key) && number(value.length)
const role: Guard = (value) => ['yours', 'ours', 'peer', 'reader'].includes(String(value))

const SHAPES: Record<Event['type'], Record<string, Guard>> = {
  trace: { version: (value) => value === 1, title: text },
  writer: { id: text, key: text },
  peer: { id: text, name: text, role },
  block: {
    id: text,
    writer: text,
    seq: number,
    heads: texts,
    op: orNull(text),
    name: text,
    fields,
    signs: number
  },
  order: {
    peer: text,
    keep: number,
    add: texts,
    ends: numbers,
    before: number,
    signed: number,
    view
  },
  members: { peer: text, writers: texts, indexers: texts, pending: texts },
  rows: { peer: text, rows: texts },
  link: { a: text, b: text, up: flag },
  'peer-state': { peer: text, up: flag, reason: text },
  status: { peer: text, lines: texts },
  note: { text },
  lead: { id: text },
  begin: {},
  difference: { yours: text, ours: text, block: orNull(text), sentence: text }
}

/** True for a value that has the shape of an event, all of its fields included. */
export function isEvent(value: unknown): value is Event {
  if (!record(value) || typeof value.type !== 'string' || !number(value.at)) return false
  const shape = Object.entries(SHAPES).find(([type]) => type === value.type)?.[1]
  return shape !== undefined && Object.entries(shape).every(([key, guard]) => guard(value[key]))
}
