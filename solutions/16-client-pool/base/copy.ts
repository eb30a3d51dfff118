import type Autobase from 'autobase'

import type { RegistryView } from '../view.ts'

/** Milliseconds to wait for another change of the indexers. */
const CALM_MS = 1000
/** After so many looks the rest is fetched all the same. */
const MAX_LOOKS = 60

/**
 * Keeps a whole copy of view and system: an instance makes both itself, but for what a fast-forward
 * has jumped over. While the indexers change that waits, since each of them copies whatever is here
 * into a new core, and takes five times as long if others fetch from it meanwhile.
 */
export class Copy {
  readonly #base: Autobase<RegistryView>
  #calm: NodeJS.Timeout | undefined

  constructor(base: Autobase<RegistryView>) {
    this.#base = base
  }

  /** Fetches what is missing, once the indexers have come to rest. */
  renew(looks = 1): void {
    clearTimeout(this.#calm)
    this.#calm = setTimeout(() => this.#fetch(looks), CALM_MS)
  }

  stop(): void {
    clearTimeout(this.#calm)
  }

  #fetch(looks: number): void {
    const { core: system, view } = this.#base
    const { core } = view
    // Without a majority a change stays unsigned for good, and this may be the only copy.
    const isChanging = this.#base.system?.indexers.length !== core.manifest?.signers.length
    const old = core.manifest?.prologue?.length ?? 0
    const isCopied = core.peers.some((peer) => peer.remoteContiguousLength >= old)
    if ((isChanging || !isCopied) && looks < MAX_LOOKS) this.renew(looks + 1)
    // The system's too: without its first blocks, the next blind peer would have no full mirror.
    else for (const each of [core, system]) each.download({ start: 0, end: each.length })
  }
}
