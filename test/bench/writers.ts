import b4a from 'b4a'

import { deploy, startService } from '../support/deploy.ts'
import type { Entry } from '../support/fixtures.ts'
import { createNet } from '../support/net.ts'
import type { Net } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { until } from '../support/until.ts'
import { kit } from './subject.ts'
import type { RegistryService } from './subject.ts'

const LEVEL_DEADLINE = 600_000

/** Writers of one base in this process, on a network of their own on loopback. */
export class Writers {
  readonly net: Net
  readonly services: RegistryService[]
  readonly #scope: Scope
  #next = 0

  constructor(net: Net, services: RegistryService[], scope: Scope) {
    this.net = net
    this.services = services
    this.#scope = scope
  }

  static async open(count: number): Promise<Writers> {
    const scope = new Scope()
    const net = await createNet(scope)
    return new Writers(net, await deploy(net, Array(count).fill(kit)), scope)
  }

  get first(): RegistryService {
    return this.services[0]!
  }

  /** A new entry each time; their names come in no order, as names of people do. */
  entry(): Entry {
    const number = this.#next++
    return {
      name: `model-${String((number * 7919) % 1_000_003).padStart(7, '0')}`,
      driveKey: b4a.alloc(32, number % 255),
      type: `type-${number % 20}`,
      owner: `owner-${number % 500}`,
      description: 'a line about a model that is about as long as such a line is'
    }
  }

  /** Fills the base to that many entries, in batches, each waited for. */
  async fill(entries: number): Promise<void> {
    const batch = 256
    while (this.#next < entries) {
      const size = Math.min(batch, entries - this.#next)
      await this.first.putAll(Array.from({ length: size }, () => this.entry()))
    }
    await this.level()
  }

  /** Waits until all views are equal and signed to their end. */
  async level(): Promise<void> {
    const cores = this.services.map(({ view }) => view.core)
    const equal = () =>
      cores.every(
        ({ length, signedLength }) => length === signedLength && length === cores[0]!.length
      )
    await until('all views are level', equal, { deadline: LEVEL_DEADLINE })
  }

  /**
   * Puts `count` entries, `inFlight` at a time; milliseconds until each answer. Each stays with one
   * writer, as a client does: if they went round, they would soon all wait for the slowest. A lone
   * one goes round.
   */
  async put(count: number, inFlight: number): Promise<number[]> {
    const latencies: number[] = []
    let started = 0
    const lane = async (index: number) => {
      while (started < count) {
        const at = inFlight < this.services.length ? started : index
        started++
        const service = this.services[at % this.services.length]!
        const from = performance.now()
        await service.put(this.entry())
        latencies.push(performance.now() - from)
      }
    }
    await Promise.all(Array.from({ length: inFlight }, (_, index) => lane(index)))
    return latencies
  }

  /** One more instance, which is no writer yet. */
  async join(seed: number): Promise<RegistryService> {
    return startService(this.net, kit, { seed, bootstrap: this.first.key })
  }

  async close(): Promise<void> {
    await this.#scope.close()
  }
}
