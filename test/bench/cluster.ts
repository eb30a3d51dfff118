import { createNet } from '../support/net.ts'
import type { Net } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { Child } from './child.ts'
import { nameOf } from './entries.ts'
import { timed } from './figures.ts'
import { statesOf, untilLevel, untilWhole } from './level.ts'
import { mergeLoads } from './load.ts'
import type { Fates, Load, LoadOptions } from './load.ts'
import type { Kind } from './subject.ts'

/** Entries of two processes have numbers that are so far apart. */
const SHARE = 150_000

export interface Shape {
  /** How many are stored before the other instances are admitted. */
  entries: number
  /** Default: 3. */
  instances?: number
  /** True gives each instance a process of its own; otherwise they share one. */
  apart?: boolean
}

/** A load, and what it took until all views were level again. */
export interface Run extends Load {
  /** Milliseconds of CPU, all instances. */
  cpu: number
  /** Milliseconds from the first put until all of them were signed, and all views level. */
  signed: number
}

/** Indexers of one base, in processes of their own, on a DHT on loopback. */
export class Cluster {
  /** Milliseconds that admitting the others took, until all views were level; 0 before that. */
  admission = 0
  readonly kind: Kind
  readonly #scope = new Scope()
  readonly #children: Child[] = []
  #net: Net | null = null
  #processes = 0

  private constructor(kind: Kind) {
    this.kind = kind
  }

  /** Runs on a cluster, and ends all of its processes afterwards. */
  static async use<Result>(
    kind: Kind,
    { entries, instances = 3, apart = false }: Shape,
    run: (cluster: Cluster) => Promise<Result>
  ): Promise<Result> {
    const cluster = new Cluster(kind)
    try {
      await cluster.#open(entries, instances, apart)
      return await run(cluster)
    } finally {
      await cluster.#scope.close()
    }
  }

  /** Puts through the first instance alone, or spread over all of them. */
  async load(spread: boolean, { inFlight, ms }: LoadOptions): Promise<Run> {
    const before = (await this.usage()).cpu
    const children = spread ? this.#children : this.#children.slice(0, 1)
    const loads = await Promise.all(
      children.map((child, at) => {
        const share = Math.floor((inFlight + at) / children.length)
        return child.call('load', { inFlight: share, ms }, ...(spread ? [] : [1]))
      })
    )
    const load = loads.reduce(mergeLoads)
    const rest = await timed(() => this.level())
    const cpu = (await this.usage()).cpu - before
    return { ...load, cpu, signed: load.ms + rest.ms }
  }

  /** Lone puts, in turn through all instances of the first process. */
  async paused(count: number, deadline: number): Promise<Fates> {
    return this.#children[0]!.call('paused', { count, deadline })
  }

  /** Stores many entries through all instances: milliseconds to the last answer, and to level. */
  async import(count: number): Promise<{ answered: number; signed: number }> {
    const answered = await timed(() => this.#children[0]!.call('import', count))
    const rest = await timed(() => this.level())
    return { answered: answered.ms, signed: answered.ms + rest.ms }
  }

  /** Waits until all views are equal and signed to their end. */
  async level(): Promise<void> {
    await untilLevel(this.#children, this.kind, this.admission > 0)
  }

  /** Waits until each instance has all blocks of the view. */
  async whole(): Promise<void> {
    await untilWhole(this.#children)
  }

  /** Starts more bases, of one instance each, in the same process; then a load on all of them. */
  async split(bases: number, options: LoadOptions): Promise<Load> {
    const [child] = this.#children as [Child]
    for (let at = 1; at < bases; at++) await child.call('start', this.kind, at + 1)
    return child.call('load', options)
  }

  /** CPU and memory of all processes. */
  async usage(): Promise<{ cpu: number; memory: number }> {
    const all = await Promise.all(this.#children.map((child) => child.call('usage')))
    return all.reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory }))
  }

  /** A new reader, in a process of its own, copies the view. */
  async copy(): Promise<{ first: number; all: number }> {
    const [state] = await statesOf(this.#children)
    return (await this.#spawn()).call('copy', state!.viewKey, nameOf(0))
  }

  async lookUps(size: number) {
    return this.#children[0]!.call('lookUps', size)
  }

  async #open(entries: number, instances: number, apart: boolean): Promise<void> {
    this.#net = await createNet(this.#scope)
    const first = await this.#spawn()
    this.#children.push(first)
    const { key } = await first.call('start', this.kind, 1)
    if (entries > 0) await first.call('import', entries, 1)
    const joined: { localKey: Uint8Array }[] = []
    for (let at = 1; at < instances; at++) {
      const child = apart ? await this.#spawn() : first
      if (apart) this.#children.push(child)
      joined.push(await child.call('start', this.kind, at + 1, key))
    }
    const { ms } = await timed(async () => {
      for (const { localKey } of joined) await first.call('admit', localKey)
      await this.level()
    })
    this.admission = ms
  }

  async #spawn(): Promise<Child> {
    const child = new Child()
    this.#scope.teardown(() => child.close())
    await child.call('enter', this.#net!.bootstrap[0]!, this.#processes++ * SHARE)
    return child
  }
}
