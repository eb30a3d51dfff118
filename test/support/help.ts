import { shortKey } from './network.ts'

/** Milliseconds without progress; among peers of one process signing takes less. */
const STALL_MS = 300

interface Signer {
  readonly base: { readonly writable: boolean; append(block: null): Promise<unknown> }
  readonly view: {
    readonly core: {
      readonly key: Uint8Array
      readonly length: number
      readonly signedLength: number
    }
  }
}

/**
 * Does the work of step 05's nudge for peers that have none: call it at each look. One peer after
 * the other appends a null block, since any of them may hold the signature that is missing.
 */
export function createHelp(peers: Signer[]): () => Promise<void> {
  let seen = ''
  let since = performance.now()
  let turn = 0
  return async () => {
    const now = performance.now()
    const state = peers.map(({ view: { core } }) => {
      return `${shortKey(core.key)} ${core.length} ${core.signedLength}`
    })
    if (state.join() !== seen) {
      seen = state.join()
      since = now
    }
    if (now - since < STALL_MS) return
    since = now
    const { base } = peers[turn++ % peers.length]!
    if (base.writable) await base.append(null)
  }
}
