import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

import { getEncoding } from '#reference/08-cli/spec/schema/index.js'
import type { RegistryStatus } from '#reference/08-cli/spec/schema/types.d.ts'
import type { Entry } from './fixtures.ts'
import { HOST } from './net.ts'
import type { Net } from './net.ts'
import { ordinal, shortKey } from './network.ts'
import type { Cli, Running } from './process.ts'
import { createCaller } from './rpc.ts'
import type { Caller } from './rpc.ts'
import { until } from './until.ts'

const LEVEL_DEADLINE = 30_000

/** One instance in a process of its own, and the RPC calls that a grader makes to it. */
export class Remote {
  running: Running
  readonly folder: string
  #caller: Caller

  constructor(running: Running, folder: string, caller: Caller) {
    this.running = running
    this.folder = folder
    this.#caller = caller
  }

  /** Goes on with another process on the same folder; calls to the old one fail at once. */
  async replace(running: Running, caller: Caller): Promise<void> {
    await this.#caller.close()
    this.running = running
    this.#caller = caller
  }

  async status(): Promise<RegistryStatus> {
    const request = getEncoding('@registry/status-request')
    return this.#caller.request('status', {}, request, getEncoding('@registry/status'))
  }

  async put(entry: Entry): Promise<{ signed?: boolean }> {
    const request = getEncoding('@registry/put-request')
    return this.#caller.request(
      'put-entry',
      { entry },
      request,
      getEncoding('@registry/put-response')
    )
  }
}

/** Instances on one base, all of them indexers. */
export class Deployment {
  readonly instances: Remote[] = []
  readonly dht: string
  readonly #cli: Cli
  readonly #net: Net

  constructor(net: Net, cli: Cli) {
    this.dht = `${HOST}:${net.bootstrap[0]!.port}`
    this.#net = net
    this.#cli = cli
  }

  /** Starts the instances by the CLI and admits them, as a person would. */
  async open(count: number): Promise<this> {
    const folders = Array.from({ length: count }, () => join(this.#net.folder(), 'storage'))
    const first = await this.#start(folders[0]!)
    const rest = await Promise.all(folders.slice(1).map((folder) => this.#start(folder, first)))
    for (const [index, running] of [first, ...rest].entries()) {
      this.instances.push(new Remote(running, folders[index]!, await this.#call(running)))
    }
    for (const { keys } of rest) {
      const { code, stderr } = await this.#cli.run(
        'add-writer',
        keys.localKey,
        '--storage',
        folders[0]!
      )
      first.tellHole()
      if (code !== 0) throw new Error(`add-writer failed: ${stderr}`)
    }
    await this.level(`all ${count} are indexers of one view`, ({ indexers }) => indexers === count)
    return this
  }

  async restart(index: number): Promise<void> {
    const instance = this.instances[index]!
    const running = await this.#start(instance.folder, instance.running)
    await instance.replace(running, await this.#call(running))
  }

  /**
   * Waits until all have the same view, signed to its end. A signed view of one key and one length
   * is the same, block for block: that is what the indexers have signed.
   */
  async level(what: string, also: (status: RegistryStatus) => boolean = () => true): Promise<void> {
    let last: RegistryStatus[] = []
    const equal = async () => {
      last = await Promise.all(this.instances.map((instance) => instance.status()))
      const signed = last.every((each) => each.signedLength === each.length && also(each))
      return signed && new Set(last.map(lineOf)).size === 1
    }
    await until(what, equal, {
      deadline: LEVEL_DEADLINE,
      seen: () => last.map((status, at) => `${ordinal(at)}: ${lineOf(status)}`)
    })
  }

  async #call({ keys }: Running): Promise<Caller> {
    return createCaller(this.#net, IdEnc.decode(keys.serverKey))
  }

  async #start(folder: string, first?: Running): Promise<Running> {
    const join = first ? ['--bootstrap', first.keys.baseKey] : []
    return this.#cli.start('--storage', folder, '--dht', this.dht, ...join)
  }
}

function lineOf({ viewKey, length, signedLength, indexers }: RegistryStatus): string {
  return `view ${shortKey(viewKey)}, length ${length}, signed ${signedLength}, ${indexers} indexers`
}
