import { randomInt } from 'node:crypto'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import type Hyperswarm from 'hyperswarm'

import { Scope } from './scope.ts'
import type { Owner } from './scope.ts'
import { named } from './until.ts'

/** With the nodes bound to loopback four are plenty, and start in a few milliseconds. */
const NODES = 4

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
    await named(`${resource.constructor.name}.ready()`, () => resource.ready())
    return resource
  }

  /** Stops all that runs here; the folder stays. */
  async stop(): Promise<void> {
    await this.#scope.close()
  }
}

/** A DHT of the test's own on loopback, and the machines on it. */
export class Net implements Owner {
  /** The address of all that is on this net, on loopback. */
  readonly host: string
  /** Where to enter the DHT. */
  readonly bootstrap: HyperDHT.Address[]
  readonly #scope: Scope

  constructor(entrance: HyperDHT.Address, scope: Scope) {
    this.host = entrance.host
    this.bootstrap = [entrance]
    this.#scope = scope
  }

  /** What `--dht` takes. */
  get dht(): string {
    return `${this.host}:${this.bootstrap[0]!.port}`
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
    // Punching holes between two ports of one machine sometimes fails, and has no purpose.
    const local = { host: this.host, firewalled: false }
    const swarm = await createSwarm(store, { bootstrap: this.bootstrap, ...local })
    const machine = new Machine(store, swarm)
    this.#scope.teardown(() => machine.stop())
    return machine
  }
}

export async function createNet(owner: Owner): Promise<Net> {
  const scope = new Scope()
  owner.teardown(() => scope.close())
  return new Net(await startDht(ownLoopback(), scope), scope)
}

/**
 * Each net has an address of its own, which its nodes are bound to; those of HyperDHT's own testnet
 * are bound to all. Ports soon go to somebody else: a node that asks for its old neighbour at one
 * is taken into the DHT of another grader, where each query waits 6 s for it once it has gone.
 */
async function startDht(host: string, scope: Scope): Promise<HyperDHT.Address> {
  const bootstrap: HyperDHT.Address[] = []
  for (let n = 0; n < NODES; n++) {
    const node = new HyperDHT({ host, bootstrap, ephemeral: false, firewalled: false })
    scope.teardown(() => node.destroy())
    await node.fullyBootstrapped()
    if (n === 0) bootstrap.push({ host, port: node.address().port })
  }
  return bootstrap[0]!
}

/** Linux and Windows have all of 127.0.0.0/8, other systems its first address alone. */
function ownLoopback(): string {
  const whole = process.platform === 'linux' || process.platform === 'win32'
  return whole ? `127.${randomByte()}.${randomByte()}.${randomByte()}` : '127.0.0.1'
}

function randomByte(): number {
  return randomInt(1, 255)
}
