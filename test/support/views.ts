import type { Cluster, Peer, PeerView } from './cluster.ts'
import { peerName } from './names.ts'
import { shortKey } from './network.ts'
import { until } from './until.ts'

/** The view follows its core by an event, so it may be a moment behind the blocks. */
const VIEW_DEADLINE = 3000

/** Waits until all peers read the same entries; returns them, a line each. */
export async function sameViews(
  cluster: Cluster<Peer>,
  deadline = VIEW_DEADLINE
): Promise<string[]> {
  let views: string[][] = []
  const same = async () => {
    if (cluster.problems.length > 0) throw new Error(cluster.problems.join('\n'))
    views = await Promise.all(cluster.map((peer) => linesOf(peer.view)))
    return new Set(views.map((lines) => lines.join('\n'))).size === 1
  }
  await until('all peers have the same view', same, {
    deadline,
    seen: () => Object.fromEntries(views.map((lines, at) => [peerName(cluster[at]!), lines]))
  })
  return views[0] ?? []
}

/** Waits until the cores of all views are equal, block for block. */
export async function sameCores(cluster: Cluster<Peer>): Promise<void> {
  let hashes: string[] = []
  const equal = async () => {
    if (cluster.problems.length > 0) throw new Error(cluster.problems.join('\n'))
    hashes = await Promise.all(cluster.map((peer) => coreOf(peer.view)))
    return new Set(hashes).size === 1
  }
  await until('the view cores are equal, block for block', equal, {
    deadline: VIEW_DEADLINE,
    seen: () => hashes.map((hash, at) => `${peerName(cluster[at]!)}: ${hash}`)
  })
}

async function coreOf({ core }: PeerView): Promise<string> {
  return `${core.length} blocks, hash ${shortKey(await core.treeHash())}`
}

/** What a view holds, a line an entry; a drive key of one repeated byte is named by that byte. */
export async function linesOf(view: PeerView): Promise<string[]> {
  const lines: string[] = []
  for await (const { name, type, driveKey, owner, description } of view.list()) {
    const rest = [owner && `by ${owner}`, description].filter(Boolean).join(': ')
    lines.push(`${name} (${type}, drive key ${driveKey[0]}) ${rest}`.trimEnd())
  }
  return lines
}
