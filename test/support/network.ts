import type { Duplex } from 'node:stream'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { peerName } from './names.ts'
import { until } from './until.ts'

/** What the network needs of a peer. */
interface Node {
  readonly base: { readonly updating: boolean; heads(): { key: Uint8Array; length: number }[] }
  replicate(initiator: boolean): Duplex
}

/** Is told of each connection that is made or cut. */
export type OnLink = (a: number, b: number, up: boolean) => void

/** Connections between peers of one process, made and cut by the test. */
export class Network {
  readonly #nodes: Node[]
  readonly #problems: string[]
  readonly #links = new Map<string, Duplex[]>()
  readonly #onLink: OnLink

  /** Whoever adds to `problems` ends what waits: a base that broke never settles. */
  constructor(nodes: Node[], problems: string[] = [], onLink: OnLink = () => {}) {
    this.#nodes = nodes
    this.#problems = problems
    this.#onLink = onLink
  }

  connect(a: number, b: number): void {
    const id = linkId(a, b)
    if (this.#links.has(id)) return
    const streams = [this.#nodes[a]!.replicate(true), this.#nodes[b]!.replicate(false)]
    // A cut ends both streams early; that is its purpose and no failure.
    for (const stream of streams) stream.on('error', () => {})
    streams[0]!.pipe(streams[1]!).pipe(streams[0]!)
    this.#links.set(id, streams)
    this.#onLink(a, b, true)
  }

  async cut(a: number, b: number): Promise<void> {
    const id = linkId(a, b)
    const streams = this.#links.get(id) ?? []
    if (this.#links.delete(id)) this.#onLink(a, b, false)
    await Promise.all(streams.map(closed))
  }

  connectAll(): void {
    for (const [a, b] of this.#pairs()) this.connect(a, b)
  }

  async cutAll(): Promise<void> {
    for (const [a, b] of this.#pairs()) await this.cut(a, b)
  }

  /** Cuts every connection of one peer. */
  async isolate(a: number): Promise<void> {
    for (const b of this.#nodes.keys()) await this.cut(a, b)
  }

  /** Joins two peers until both have applied the same blocks, then parts them. */
  async meet(a: number, b: number): Promise<void> {
    this.connect(a, b)
    await this.settle([a, b])
    await this.cut(a, b)
  }

  /** Waits until these peers have applied the same blocks; default: all peers. */
  async settle(indexes: number[] = [...this.#nodes.keys()]): Promise<void> {
    const nodes = indexes.map((index) => this.#nodes[index]!)
    const heads = () => nodes.map(headsOf)
    const settled = () => {
      if (this.#problems.length > 0) throw new Error(this.#problems.join('\n'))
      return new Set(heads()).size === 1 && nodes.every(({ base }) => !base.updating)
    }
    await until('the peers have applied the same blocks', settled, {
      seen: () => nodes.map((node) => `${peerName(node)} has ${headsOf(node)}`)
    })
  }

  #pairs(): [number, number][] {
    const indexes = [...this.#nodes.keys()]
    return indexes.flatMap((a) => indexes.slice(a + 1).map((b): [number, number] => [a, b]))
  }
}

function headsOf(node: Node): string {
  const heads = node.base.heads().map(({ key, length }) => `${shortKey(key)}:${length}`)
  return heads.sort().join(' ')
}

/** The first characters of a key, enough to tell one from another in a message. */
export function shortKey(key: Uint8Array): string {
  return IdEnc.encode(b4a.from(key)).slice(0, 6)
}

function linkId(a: number, b: number): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`
}

async function closed(stream: Duplex): Promise<void> {
  if (stream.destroyed) return
  const done = new Promise<void>((resolve) => stream.once('close', () => resolve()))
  stream.destroy()
  await done
}
