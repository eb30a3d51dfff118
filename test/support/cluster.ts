import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import b4a from 'b4a'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'

import type { Test } from './check.ts'
import { Network } from './network.ts'
import { until } from './until.ts'

/** What the graders ask of a peer of steps 02 to 04, the learner's and the reference's alike. */
export interface Peer {
  readonly base: PeerBase
  readonly key: Uint8Array
  readonly localKey: Uint8Array
  readonly view: PeerView
  ready(): Promise<void>
  close(): Promise<void>
  on(event: 'error' | 'warning', listener: (err: Error) => void): unknown
  put(entry: PeerEntry): Promise<unknown>
  putAll(entries: PeerEntry[]): Promise<unknown>
  addWriter(key: Uint8Array, options?: { indexer: boolean }): Promise<unknown>
  replicate(initiator: boolean): Duplex
}

interface PeerBase {
  readonly writable: boolean
  heads(): { key: Uint8Array; length: number }[]
}

export interface PeerView {
  readonly core: Hypercore
  get(name: string): Promise<PeerEntry | null>
  list(): AsyncIterable<PeerEntry>
}

export interface PeerEntry {
  name: string
  driveKey: Uint8Array
  type: string
  owner?: string | null
  description?: string | null
}

export type PeerClass<P extends Peer> = new (
  store: Corestore,
  options: { bootstrap?: Uint8Array | null }
) => P

export interface ClusterOptions {
  /** False leaves all but the first without the right to write. */
  writers?: boolean
  /** False starts with every connection cut (once all are writers). */
  connected?: boolean
}

/** Peers in one process, joined by the streams of `network`; the first made the base. */
export type Cluster<P extends Peer> = P[] & { network: Network; problems: string[] }

/**
 * Starts a peer of each class on a base of their own and lets all of them write. Store keys are
 * fixed, so that the same calls give the same order in every run.
 */
export async function createCluster<P extends Peer>(
  t: Test,
  classes: PeerClass<P>[],
  { writers = true, connected = true }: ClusterOptions = {}
): Promise<Cluster<P>> {
  const peers: P[] = []
  const problems: string[] = []
  const network = new Network(peers)
  t.teardown(() => closeAll(network, peers))

  for (const [index, PeerOf] of classes.entries()) {
    const options = { bootstrap: peers[0]?.key ?? null }
    const peer = new PeerOf(await createStore(t, index + 1), options)
    for (const event of ['error', 'warning'] as const) {
      peer.on(event, (err) => problems.push(`${ordinal(index)} peer: ${event}: ${err.message}`))
    }
    peers.push(peer)
    await peer.ready()
  }
  if (writers) await admitAll(peers, network)
  if (connected) network.connectAll()
  return Object.assign(peers, { network, problems })
}

/** A store in a scratch folder whose keys depend on `seed` alone. */
export async function createStore(t: Test, seed: number): Promise<Corestore> {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
  const store = new Corestore(folder, { primaryKey: b4a.alloc(32, seed), unsafe: true })
  t.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await store.ready()
  return store
}

async function admitAll<P extends Peer>(peers: P[], network: Network) {
  const [first, ...rest] = peers
  for (const peer of rest) await first!.addWriter(peer.localKey)
  network.connectAll()
  await until('every peer may write', () => peers.every((peer) => peer.base.writable), {
    seen: () => peers.map((peer, index) => `${ordinal(index)} writable: ${peer.base.writable}`)
  })
  await network.settle()
  await network.cutAll()
}

async function closeAll(network: Network, peers: Peer[]) {
  await network.cutAll()
  for (const peer of peers) await peer.close()
}

export function ordinal(index: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][index] ?? `peer ${index + 1}`
}
