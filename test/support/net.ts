import { randomInt } from 'node:crypto'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import type HyperDHT from 'hyperdht'
import createTestnet from 'hyperdht/testnet.js'
import type Hyperswarm from 'hyperswarm'

import { Scope } from './scope.ts'
import type { Owner } from './scope.ts'

/** With the nodes bound to loopback four are plenty, and start in a few milliseconds. */
const NODES = 4
/**
 * The address of this process's networks, on loopback. Each process has one of its own: ports soon
 * go to somebody else, and a DHT that remembers one would take in the node of another grader.
 */
export const HOST = ownLoopback()
/** Punching holes between two ports of one machine sometimes fails, and has no purpose. */
const LOCAL = { host: HOST, firewalled: false }

export interface SwarmOptions {
  bootstrap?: HyperDHT.Address[]
  host?: string
  firewalled?: boolean
}

/** How a step makes its swarm. */
export type CreateSwarm = (store: Corestore, options: SwarmOptions) => Promise<Hyperswarm>

interface Resource {
  ready(): Promise<void>
  close(): Promise<void>
}

/** A machine of the test's network: a storage folder, with a store and a swarm while it is up. */
export class Machine {
  readonly store: Corestore
  readonly swarm: Hyperswarm
  readonly #scope = new Scope()

  constructor(store: Corestore, swarm: Hyperswarm) {
    this.store = store
    this.swarm = swarm
    this.#scope.teardown(() => store.close())
    this.#scope.teardown(() => swarm.destroy())
  }

  /** Starts something on this machine; it is closed before the swarm and the store. */
  async start<R extends Resource>(make: (store: Corestore, swarm: Hyperswarm) => R): Promise<R> {
    const resource = make(this.store, this.swarm)
    this.#scope.teardown(() => resource.close())
    await resource.ready()
    return resource
  }

  /** Stops all that runs here; the folder stays. */
  async stop(): Promise<void> {
    await this.#scope.close()
  }
}

/** A DHT of the test's own on loopback, and the machines on it. */
export class Net implements Owner {
  readonly bootstrap: HyperDHT.Address[]
  readonly #scope: Scope

  constructor(bootstrap: HyperDHT.Address[], scope: Scope) {
    this.bootstrap = bootstrap
    this.#scope = scope
  }

  /** Closes something with this net, before what was opened earlier. */
  teardown(close: () => Promise<void>): void {
    this.#scope.teardown(close)
  }

  /** An empty folder; its number fixes the keys of the store that is opened in it. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
    this.#scope.teardown(async () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })
    return folder
  }

  /** Boots a machine; on the same folder it is the same machine after a restart. */
  async machine(
    createSwarm: CreateSwarm,
    { seed, folder = this.folder() }: { seed: number; folder?: string }
  ): Promise<Machine> {
    const store = new Corestore(folder, { primaryKey: b4a.alloc(32, seed), unsafe: true })
    await store.ready()
    const swarm = await createSwarm(store, { bootstrap: this.bootstrap, ...LOCAL })
    const machine = new Machine(store, swarm)
    this.#scope.teardown(() => machine.stop())
    return machine
  }
}

export async function createNet(owner: Owner): Promise<Net> {
  const testnet = await createTestnet(NODES, { host: HOST })
  const scope = new Scope()
  scope.teardown(() => testnet.destroy())
  owner.teardown(() => scope.close())
  return new Net(testnet.bootstrap, scope)
}

/** Linux and Windows have all of 127.0.0.0/8, other systems its first address alone. */
function ownLoopback(): string {
  const whole = process.platform === 'linux' || process.platform === 'win32'
  return whole ? `127.${randomByte()}.${randomByte()}.${randomByte()}` : '127.0.0.1'
}

function randomByte(): number {
  return randomInt(1, 255)
}
