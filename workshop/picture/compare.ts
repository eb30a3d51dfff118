import { expectedRows } from './expected.ts'
import { blockName, shownText } from './names.ts'
import type { PeerState, State } from './state.ts'
import type { BlockId } from './trace.ts'

/** What is wrong with a peer, and the block that shows it, if one does. */
export interface Found {
  block: BlockId | null
  sentence: string
}

/** Two peers with one order must have one view, and the same members. */
export function compare(state: State, peer: PeerState, twin: PeerState): Found | null {
  if (peer.order.join() !== twin.order.join()) return null
  return wrongMembers(state, peer, twin) ?? otherRows(state, peer, twin) ?? wrongLength(peer, twin)
}

function wrongMembers(state: State, peer: PeerState, twin: PeerState): Found | null {
  const [yours, ours] = [peer.members, twin.members]
  for (const role of ['writers', 'indexers'] as const) {
    const changed = [...yours[role], ...ours[role]].find((letter) => {
      return yours[role].includes(letter) !== ours[role].includes(letter)
    })
    if (changed === undefined) continue
    const block =
      peer.order.findLast((id) => shownText(state, state.blocks.get(id)?.name ?? '') === changed) ??
      null
    const says = yours[role].includes(changed) ? 'counts' : 'does not count'
    const who = role === 'writers' ? 'a writer' : 'an indexer'
    const after = block ? `After ${blockName(state, block)} your` : 'Your'
    return { block, sentence: `${after} peer ${says} ${changed} as ${who}, unlike ours.` }
  }
  return null
}

/** Where an operation is unknown, what an order must give is not: then ours tells it. */
function otherRows(state: State, peer: PeerState, twin: PeerState): Found | null {
  if (peer.rows === null || twin.rows === null || expectedRows(state, peer) !== null) return null
  const block = peer.order.at(-1) ?? null
  const extra = peer.rows.find((row) => !twin.rows?.includes(row))
  const lacks = twin.rows.find((row) => !peer.rows?.includes(row))
  if (extra === undefined && lacks === undefined) return null
  const seen = [
    extra === undefined ? '' : `your peer reads ${extra}`,
    lacks === undefined ? '' : `ours reads ${lacks}`
  ]
  return { block, sentence: `With the same order ${seen.filter(Boolean).join(', and ')}.` }
}

function wrongLength(peer: PeerState, twin: PeerState): Found | null {
  if (peer.view.length === twin.view.length) return null
  const more = peer.view.length > twin.view.length
  return {
    block: peer.order.at(-1) ?? null,
    sentence: `The same order makes ${peer.view.length} blocks in your peer's view and ${twin.view.length} in ours: apply ${more ? 'stored more, or flushed more often' : 'stored less, or flushed less often'}.`
  }
}
