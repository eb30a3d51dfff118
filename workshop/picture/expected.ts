import type { PeerState, State } from './state.ts'
import type { BlockEvent, BlockId } from './trace.ts'

/** Operations that leave the entries as they are. */
const WITHOUT_ENTRIES = [
  'add-writer',
  'remove-writer',
  'upgrade',
  'zero-byte block',
  'no operation'
]

export interface ExpectedRow {
  /** The block that put it. */
  block: BlockId
  name: string
  line: string
}

/** Entries that a view must have after a peer's order, by name; null where an operation is unknown. */
export function expectedRows(state: State, { order, first }: PeerState) {
  if (first > 0) return null
  const rows = new Map<string, ExpectedRow>()
  for (const id of order) {
    const block = state.blocks.get(id)
    if (!block) return null
    if (block.op === null || WITHOUT_ENTRIES.includes(block.op)) continue
    if (block.op === 'put-entry')
      rows.set(block.name, { block: id, name: block.name, line: lineOf(block) })
    else if (block.op === 'delete-entry') rows.delete(block.name)
    else return null
  }
  return rows
}

/** The entry that a block puts, as graders print it. */
export function lineOf({ name, fields }: BlockEvent): string {
  const { type = '', driveKey = '', owner = '', description = '' } = fields
  const rest = [owner && `by ${owner}`, description].filter(Boolean).join(': ')
  return `${name} (${type}, drive key ${driveKey}) ${rest}`.trimEnd()
}
