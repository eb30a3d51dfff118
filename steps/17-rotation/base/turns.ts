import type Autobase from 'autobase'
import safetyCatch from 'safety-catch'

/** Bytes of what others have written that are applied in one turn, about: some 200 entries. */
const TURN_BYTES = 16 * 1024
/** Autobase goes on at once where so many blocks were added; after fewer it comes to rest. */
const GO_ON = 64

/**
 * Bounds what is applied in one turn: Autobase takes 64 blocks at a time, however many operations
 * are in them. Between two turns it looks for a fast-forward, and a put that waits has its place.
 */
export function applyInTurns(base: Autobase<unknown>): void {
  let waiting = 0
  const append = base.append.bind(base)
  base.append = async (blocks) => {
    waiting++
    try {
      // Until the core of this writer is open, append would try again in a loop without a pause.
      await base.localWriter?.core.ready()
      return await append(blocks)
    } finally {
      waiting--
    }
  }
  base._addRemoteHeads = async () => {
    for (let bytes = 0, added = 0; added < GO_ON && bytes < TURN_BYTES;) {
      const before = added
      await base._updateAll()
      for (const writer of base.activeWriters) {
        // The blocks of one append stay together.
        for (let node = writer.advance(); node !== null; node = writer.advance()) {
          base.linearizer.addHead(node)
          added++
          bytes += node.value?.byteLength ?? 0
          if (node.batch === 1) break
        }
      }
      if (added === before) return added
    }
    if (waiting === 0) return GO_ON
    // Autobase appends only at rest; the next turn comes after that.
    const goOn = () => void base.update().catch(safetyCatch)
    void base.advance().then(() => setImmediate(goOn), safetyCatch)
    return 1
  }
}
