import type { Mark } from './drawing.ts'
import { blockName, shownText } from './names.ts'
import type { State } from './state.ts'
import { writerOf } from './trace.ts'
import type { BlockEvent, BlockId, Letter } from './trace.ts'

const VERBS: Record<string, string> = {
  'add-writer': 'add',
  'remove-writer': 'remove',
  'delete-entry': 'delete'
}
/** Width of a letter of a name. */
const CHAR = 6.9

/** What all blocks of a drawing share. */
export interface Sheet {
  state: State
  /** Width of a block with its name below it. */
  cell: number
}

export function mark(
  sheet: Sheet,
  id: BlockId,
  column: number,
  y: number,
  kind: Mark['state']
): Mark {
  const { state, cell } = sheet
  const chars = Math.floor(cell / CHAR)
  const block = state.blocks.get(id)
  const name = nameBelow(state, block)
  return {
    id,
    writer: writerOf(id),
    x: (column + 0.5) * cell,
    y,
    label: id,
    name: name.length > chars ? `${name.slice(0, chars - 1)}…` : name,
    title: blockName(state, id),
    state: kind,
    hollow: block?.op === null
  }
}

/** How a block is marked: in the order of the peer that changed, or in the lanes for any peer. */
export function change(state: State, id: BlockId, peer: Letter | null): Mark['state'] {
  const { change, difference } = state
  const seenBy = difference === null ? null : difference.yours
  if (difference?.block === id && (peer === null || peer === seenBy)) return 'culprit'
  if (peer !== null && peer !== change.peer) return 'plain'
  if (change.again.has(id)) return peer === null ? 'plain' : 'again'
  return change.fresh.has(id) ? 'fresh' : 'plain'
}

/** What stands below a block: an entry's name, or what it does to a writer or an entry. */
function nameBelow(state: State, block: BlockEvent | undefined): string {
  if (!block) return '?'
  if (block.op === null) return 'null'
  const name = shownText(state, block.name)
  return [VERBS[block.op] ?? '', name || block.op].join(' ').trim()
}
