import { seqOf, writerOf } from '../../../workshop/picture/trace.ts'
import type { BlockId, Event, EventOf } from '../../../workshop/picture/trace.ts'

export const KEY = 'y'.repeat(52)
export const OTHER = 'b'.repeat(52)

export function block(id: BlockId, heads: BlockId[], name = '', signs = 0): Event {
  const [writer, seq] = [writerOf(id), seqOf(id)]
  const op = name === '' ? null : 'put-entry'
  const fields = { type: 'test', driveKey: String(seq) }
  return { type: 'block', at: 0, id, writer, seq, heads, op, name, fields, signs }
}

export function order(
  peer: string,
  keep: number,
  add: BlockId[],
  signed: number,
  key = KEY
): EventOf<'order'> {
  const ends = add.map((_, at) => (keep + at + 1) * 2)
  return {
    type: 'order',
    at: 0,
    peer,
    keep,
    add,
    ends,
    before: 0,
    signed,
    view: { key, length: 1 }
  }
}

const peer = (id: string, role: 'yours' | 'ours'): Event => ({
  type: 'peer',
  at: 0,
  id,
  name: id,
  role
})
export const rows = (id: string, lines: string[]): Event => ({
  type: 'rows',
  at: 0,
  peer: id,
  rows: lines
})
export const START: Event[] = [
  { type: 'trace', at: 0, version: 1, title: 'a test' },
  { type: 'writer', at: 0, id: 'A', key: KEY },
  { type: 'writer', at: 0, id: 'B', key: OTHER },
  peer('A', 'yours'),
  peer('B', 'ours'),
  block('A1', [], 'llama', 0),
  block('B1', [], 'llama', 0),
  order('A', 0, ['A1'], 0),
  order('B', 0, ['B1'], 0)
]
/** A and B meet: B1 comes first, so that A cuts back its own block. */
export const MET: Event[] = [...START, order('A', 0, ['B1', 'A1'], 2), order('B', 1, ['A1'], 2)]
