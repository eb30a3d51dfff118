import { blockName, downSentence, nameOf, shortKey, shownText } from './names.ts'
import { signedCount, sortedPeers } from './state.ts'
import type { PeerState, State } from './state.ts'
import { seqOf, writerOf } from './trace.ts'
import type { BlockId, Letter } from './trace.ts'

/** The state in sentences, one per peer: what the picture shows, for those who don't see it. */
export function describeState(state: State): string[] {
  const writers = [...state.writers.values()].filter(({ member }) => member)
  const roles = writers.map(
    ({ id, indexer, pending }) =>
      `${id} (${indexer ? (pending ? 'indexer to be' : 'indexer') : 'writer'}${id === state.lead ? ', lead' : ''})`
  )
  const members = roles.length > 0 ? [`Members: ${roles.join(', ')}.`] : []
  return [...members, ...sortedPeers(state).map((peer) => describePeer(state, peer))]
}

function describePeer(state: State, peer: PeerState): string {
  const { id, order, view, links, up, reason, status } = peer
  const name = nameOf(state, id)
  if (!up) return `${name} ${downSentence(reason)}.`
  const sentences = status.length > 0 ? [`${status.join('; ')}.`] : []
  if (status.length === 0 && state.linked) sentences.push(connections([...links]))
  if (order.length > 0) {
    const signed = signedCount(peer)
    const older = peer.first > 0 ? '… ' : ''
    const parts = [order.slice(0, signed).join(' '), order.slice(signed).join(' ')]
    sentences.push(
      `Signed: ${older}${parts[0] || 'nothing'}.`,
      `Not signed: ${parts[1] || 'nothing'}.`
    )
    sentences.push(
      `View ${shortKey(view.key)}, ${view.length} ${view.length === 1 ? 'block' : 'blocks'}.`
    )
  }
  return `${name}: ${sentences.join(' ') || 'No block yet.'}`
}

function connections(links: Letter[]): string {
  return links.length > 0 ? `Connected with ${links.sort().join(', ')}.` : 'Connected with nobody.'
}

/** What there is to know about a block, as pairs of a name and a value. */
export function blockDetails(state: State, id: BlockId): [string, string][] {
  const block = state.blocks.get(id)
  if (!block) return [['Block', `${id}, which this trace does not have`]]
  const peers = [...state.peers.values()]
  const have = peers.filter(({ order }) => order.includes(id))
  const signers = signersOf(state, id)
  const shown = ([name, text]: [string, string]): [string, string] => [name, shownText(state, text)]
  return [
    ['Block', blockName(state, id)],
    ['Written by', `writer ${block.writer}, as block ${block.seq} of its core`],
    ...Object.entries(block.fields).map(shown),
    ['Built on', block.heads.length > 0 ? block.heads.join(', ') : 'nothing: it is the first'],
    ['Seen by writers', listed(seenBy(state, id))],
    ['In the order of', listed(have.map((peer) => nameOf(state, peer.id)))],
    ['Signed by', listed(signers)]
  ]
}

/** Writers whose newest block builds on this one, at whatever distance. */
function seenBy(state: State, id: BlockId): Letter[] {
  const last = new Map<Letter, number>()
  for (const { writer, seq } of state.blocks.values()) {
    last.set(writer, Math.max(seq, last.get(writer) ?? 0))
  }
  last.delete(writerOf(id))
  return [...last].flatMap(([writer, seq]) =>
    buildsOn(state, `${writer}${seq}`, id) ? [writer] : []
  )
}

function buildsOn(state: State, from: BlockId, id: BlockId): boolean {
  const visited = new Set<BlockId>()
  const stack = [from]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (writerOf(next) === writerOf(id) && seqOf(next) >= seqOf(id)) return true
    if (visited.has(next)) continue
    visited.add(next)
    const own = `${writerOf(next)}${seqOf(next) - 1}`
    stack.push(...(state.blocks.get(next)?.heads ?? []))
    if (state.blocks.has(own)) stack.push(own)
  }
  return false
}

/** Indexers with a block that signs the order at least as far as this block. */
function signersOf(state: State, id: BlockId): Letter[] {
  const places = [...state.peers.values()].flatMap(({ order, ends }) => {
    const end = ends[order.indexOf(id)]
    return end === undefined ? [] : [end]
  })
  const end = Math.max(...places)
  const signing = [...state.blocks.values()].filter(
    ({ signs }) => places.length > 0 && signs >= end
  )
  return [...new Set(signing.map(({ writer }) => writer))].sort()
}

function listed(names: string[]): string {
  return names.length > 0 ? names.join(', ') : 'nobody yet'
}
