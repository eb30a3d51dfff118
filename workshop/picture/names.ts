import type { State } from './state.ts'
import type { BlockId, Letter } from './trace.ts'

const SHORT_KEY = 6
/** 32 bytes in z32. */
const KEY = /\b[ybndrfg8ejkmcpqxot1uwisza345h769]{52}\b/g

/** How sentences name a peer. */
export function nameOf(state: State, id: Letter): string {
  const peer = state.peers.get(id)
  if (!peer || peer.role === 'peer') return peer?.name || `Peer ${id}`
  if (peer.role === 'reader') return 'The reader'
  return `${peer.role === 'yours' ? 'Your' : 'Our'} peer ${id}`
}

/** How a reason begins where nobody can tell from outside whether a peer has crashed or was cut off. */
export const UNREACHED = 'out of reach'

/** How the line of a status begins that says what an instance lacks. */
export const BEHIND = 'has not got'

/** What a peer that is down is, as a line: `stopped: the disk is full`. */
export function downText(reason: string): string {
  if (reason.startsWith(UNREACHED)) return reason
  return reason === '' ? 'stopped' : `stopped: ${reason}`
}

/** The same in a sentence, after its name. */
export function downSentence(reason: string): string {
  const text = downText(reason)
  return `${text.startsWith(UNREACHED) ? 'is' : 'has'} ${text}`
}

/** A block as sentences name it: `B3 (put-entry llama)`. */
export function blockName(state: State, id: BlockId): string {
  const block = state.blocks.get(id)
  if (!block) return id
  const name = shownText(state, block.name)
  if (block.op === 'text') return `${id} (“${name}”)`
  const what = block.op === null ? 'null block' : `${block.op} ${name}`
  return `${id} (${what.trim()})`
}

/** A text of a block; a key in it is told by its writer's letter, or shortened. */
export function shownText(state: State, text: string): string {
  const writers = [...state.writers.values()]
  return text.replace(KEY, (key) => writers.find((each) => each.key === key)?.id ?? shortKey(key))
}

export function shortKey(key: string): string {
  return key === '' ? 'none' : `${key.slice(0, SHORT_KEY)}…`
}
