import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import b4a from 'b4a'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'

import { place } from '../../workshop/grade/place.ts'
import { Todo } from '../../workshop/todo.ts'
import type { Entry } from './fixtures.ts'
import { createHelp } from './help.ts'
import { namePeer, namesOf, peerName } from './names.ts'
import { Network, shortKey } from './network.ts'
import type { OnLink } from './network.ts'
import { Scope } from './scope.ts'
import type { Owner } from './scope.ts'
import { until } from './until.ts'

/** Milliseconds in which peers become indexers, which takes signatures, on a very busy machine. */
const INDEXERS_MS = 30_000

/** What the graders ask of a peer of steps 02 to 05, the learner's and the reference's alike. */
export interface Peer {
  readonly base: PeerBase
  readonly key: Uint8Array
  readonly localKey: Uint8Array
  readonly view: PeerView
  ready(): Promise<void>
  close(): Promise<void>
  on(event: 'error' | 'warning', listener: (err: Error) => void): unknown
  put(entry: Entry): Promise<unknown>
  putAll(entries: Entry[]): Promise<unknown>
  addWriter(key: Uint8Array, options?: { indexer: boolean }): Promise<unknown>
  replicate(initiator: boolean): Duplex
}

interface PeerBase {
  readonly updating: boolean
  readonly writable: boolean
  readonly isIndexer: boolean
  append(block: null): Promise<unknown>
  heads(): { key: Uint8Array; length: number }[]
}

export interface PeerView {
  readonly core: Hypercore
  get(name: string): Promise<Entry | null>
  list(): AsyncIterable<Entry>
}

export type PeerClass<P extends Peer> = new (
  store: Corestore,
  options: { bootstrap?: Uint8Array | null; ackInterval?: number }
) => P

/** Milliseconds: half of the service's own. A learner waits for about four of them, again and again. */
const ACK_INTERVAL = 50

export interface ClusterOptions {
  /** Sees each peer once it is open, and each connection: what a picture is made of. */
  watch?: { attach(peer: Peer, index: number): Promise<void>; link: OnLink }
  /** What the first peer makes of the others. */
  admit?: 'nobody' | 'writers' | 'indexers'
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
  owner: Owner,
  classes: PeerClass<P>[],
  { admit = 'writers', connected = true, watch }: ClusterOptions = {}
): Promise<Cluster<P>> {
  const peers: P[] = []
  const problems: string[] = []
  const network = new Network(peers, problems, (a, b, up) => watch?.link(a, b, up))
  const scope = new Scope()
  let closing = false
  owner.teardown(() => scope.close())
  const names = namesOf(classes)

  for (const [index, PeerOf] of classes.entries()) {
    const options = { bootstrap: peers[0]?.key ?? null, ackInterval: ACK_INTERVAL }
    const peer = new PeerOf(await createStore(scope, index + 1), options)
    namePeer(peer, names[index]!)
    scope.teardown(() => peer.close())
    for (const event of ['error', 'warning'] as const) {
      peer.on(event, (err) => {
        if (err instanceof Todo) return
        problems.push(problemOf(names[index]!, event, err))
        // What the test sees of it is only that the base is closing.
        if (event === 'error' && !closing) owner.fail?.(problems.at(-1)!)
      })
    }
    peers.push(peer)
    await peer.ready()
    await watch?.attach(peer, index)
  }
  scope.teardown(() => network.cutAll())
  scope.teardown(async () => void (closing = true))
  if (admit !== 'nobody') await admitAll(peers, network, admit === 'indexers')
  if (connected) network.connectAll()
  return Object.assign(peers, { network, problems })
}

function problemOf(name: string, event: 'error' | 'warning', err: Error): string {
  const at = place(err.stack)
  const what = `${name} had this ${event}: ${err.message}${at ? ` (${at})` : ''}`
  return event === 'error' ? `${what}\nAn error that leaves apply closes the base.` : what
}

/** A store in a scratch folder whose keys depend on `seed` alone. */
export async function createStore(owner: Owner, seed: number): Promise<Corestore> {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
  const store = new Corestore(folder, { primaryKey: b4a.alloc(32, seed), unsafe: true })
  owner.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await store.ready()
  return store
}

async function admitAll(peers: Peer[], network: Network, indexer: boolean) {
  const [first, ...rest] = peers
  for (const peer of rest) await first!.addWriter(peer.localKey, { indexer })
  network.connectAll()
  await until('every peer may write', () => peers.every((peer) => peer.base.writable), {
    seen: () =>
      peers.map((peer) => `${peerName(peer)}: ${peer.base.writable ? 'writable' : 'not writable'}`)
  })
  if (indexer) await sameViewKeys(peers)
  await network.settle()
  await network.cutAll()
}

/** `is-indexer` comes before the view's key has changed: only equal keys say that all is done. */
async function sameViewKeys(peers: Peer[]) {
  const keys = () => peers.map(({ view }) => shortKey(view.core.key))
  const help = createHelp(peers)
  const done = async () => {
    if (new Set(keys()).size === 1 && peers.every(({ base }) => base.isIndexer)) return true
    await help()
    return false
  }
  await until('all peers are indexers of one view', done, {
    deadline: INDEXERS_MS,
    seen: () =>
      peers.map(
        (peer, at) =>
          `${peerName(peer)}: view ${keys()[at]}, ${peer.base.isIndexer ? 'indexer' : 'not an indexer'}`
      )
  })
}
