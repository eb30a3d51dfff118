import type { State } from './state.ts'
import { seqOf, writerOf } from './trace.ts'
import type { BlockId } from './trace.ts'

/** Column of each block: one to the right of all that its writer had seen. */
export function ranks(state: State, shown: BlockId[]): Map<BlockId, number> {
  const columns = new Map<BlockId, number>()
  const visiting = new Set<BlockId>()
  const ids = new Set(shown)
  const rank = (id: BlockId): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    if (visiting.has(id)) return 0
    visiting.add(id)
    const own = `${writerOf(id)}${seqOf(id) - 1}`
    const before = [own, ...(state.blocks.get(id)?.heads ?? [])].filter((head) => ids.has(head))
    const column = Math.max(-1, ...before.map(rank)) + 1
    columns.set(id, column)
    return column
  }
  for (const id of shown) rank(id)
  return columns
}
