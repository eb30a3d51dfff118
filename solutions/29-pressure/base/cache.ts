import { decode, from } from 'compact-encoding'
import type Hypercore from 'hypercore'

/** Bytes of blocks in each of two halves. A block of the view has some 170, and an entry four blocks. */
const HALF = 16 * 1024 * 1024

/**
 * Has look-ups and apply find the blocks of a view in memory. Hyperbee has a cache of its own, but
 * each of its snapshots begins with an empty one, and HyperDB makes one after every flush.
 */
export function cacheBlocks(core: Hypercore, half = HALF): Hypercore {
  return through(core, new BlockCache(core, half), null)
}

/** A session of the core; `cuts` is null if it follows the core, and for a snapshot its own. */
function through(core: Hypercore, cache: BlockCache, cuts: number | null): Hypercore {
  const [append, get] = [core.append.bind(core), core.get.bind(core)]
  const session = core.session.bind(core)
  core.append = async (blocks) => {
    const before = cache.cuts
    const { length } = await append(blocks)
    const all = Array.isArray(blocks) ? blocks : [blocks]
    // Not if it was cut back meanwhile: the places may have other blocks by now.
    if (before === cache.cuts)
      for (const [at, block] of all.entries()) cache.set(length - all.length + at, block)
    return { length }
  }
  core.get = async (at, options) => {
    if (!core.opened) await core.ready()
    const encoding = options?.valueEncoding
    // Hyperbee names an encoding for each node; others read the block itself.
    if (encoding === undefined || core.closing !== null) return get(at, options)
    const before = cache.cuts
    const isCurrent = cuts === null || cuts === before
    const kept = isCurrent ? cache.get(at) : undefined
    const block = kept ?? (await get(at, { ...options, valueEncoding: undefined }))
    if (block === null) return block
    if (kept === undefined && isCurrent && before === cache.cuts) cache.set(at, block)
    return decode(from(encoding), block)
  }
  core.session = (options) => {
    const isSnapshot = cuts === null && options?.snapshot === true
    return through(session(options), cache, isSnapshot ? cache.cuts : cuts)
  }
  return core
}

/** The younger half takes all that is read or appended; when it is full, the older one goes. */
class BlockCache {
  readonly #core: Hypercore
  readonly #half: number
  #young = new Map<number, Uint8Array>()
  #old = new Map<number, Uint8Array>()
  #bytes = 0
  #end = 0
  #cuts = 0
  #fork: number

  constructor(core: Hypercore, half: number) {
    this.#core = core
    this.#half = half
    this.#fork = core.fork
    core.on('truncate', (length: number) => this.#cut(length))
  }

  /** How often the core has been cut back. */
  get cuts(): number {
    // Cut back twice to one length in one write, a core is at another fork, and no event says so.
    if (this.#core.fork !== this.#fork) this.#cut(0)
    return this.#cuts
  }

  get(at: number): Uint8Array | undefined {
    const block = this.#young.get(at)
    if (block !== undefined) return block
    const old = this.#old.get(at)
    if (old !== undefined) this.set(at, old)
    return old
  }

  set(at: number, block: Uint8Array): void {
    if (this.#bytes > this.#half)
      [this.#old, this.#young, this.#bytes] = [this.#young, new Map(), 0]
    this.#young.set(at, block)
    this.#bytes += block.byteLength
    this.#end = Math.max(this.#end, at + 1)
  }

  #cut(length: number): void {
    this.#cuts++
    this.#fork = this.#core.fork
    for (let at = length; at < this.#end; at++) {
      this.#young.delete(at)
      this.#old.delete(at)
    }
    this.#end = Math.min(this.#end, length)
  }
}
