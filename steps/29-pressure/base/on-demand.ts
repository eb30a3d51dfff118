import type Hypercore from 'hypercore'

/**
 * Has look-ups fetch what they need and nothing ahead. Hyperbee asks all peers ahead for whatever is
 * not in the signed core; but a peer makes its tip itself, and nobody could send it that.
 */
export function fetchOnDemand(core: Hypercore): Hypercore {
  const download = core.download.bind(core)
  const session = core.session.bind(core)
  core.download = (range) => ('blocks' in range ? { done, destroy } : download(range))
  // Snapshots are sessions, too.
  core.session = (options) => fetchOnDemand(session(options))
  return core
}

async function done(): Promise<void> {}

function destroy(): void {}
