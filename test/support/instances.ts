import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

import { getEncoding } from '#reference/13-admin/spec/schema/index.js'
import type { RegistryStatus } from '#reference/13-admin/spec/schema/types.d.ts'
import { Todo } from '../../workshop/todo.ts'
import { faultOf } from './deployment-fault.ts'
import { DeploymentPicture } from './deployment-picture.ts'
import type { Entry } from './fixtures.ts'
import type { Net } from './net.ts'
import { ordinal } from './names.ts'
import { shortKey } from './network.ts'
import type { Cli, Running } from './process.ts'
import { createCaller } from './rpc.ts'
import type { Caller } from './rpc.ts'
import { until } from './until.ts'

const LEVEL_DEADLINE = 30_000
/** Milliseconds: a look is a request to each process, which has other things to do. */
const LOOK_INTERVAL = 50

/** One instance in a process of its own, and the RPC calls that a grader makes to it. */
export class Remote {
  running: Running
  folder: string
  #caller: Caller

  constructor(running: Running, folder: string, caller: Caller) {
    this.running = running
    this.folder = folder
    this.#caller = caller
  }

  /** Goes on with another process on the same folder; calls to the old one fail at once. */
  async replace(running: Running, caller: Caller, folder = this.folder): Promise<void> {
    await this.#caller.close()
    this.running = running
    this.folder = folder
    this.#caller = caller
  }

  async status(): Promise<RegistryStatus> {
    const request = getEncoding('@registry/status-request')
    return this.#caller.request('status', {}, request, getEncoding('@registry/status'))
  }

  async put(entry: Entry, { durable = false } = {}): Promise<{ signed?: boolean }> {
    const request = getEncoding('@registry/put-request')
    return this.#caller.request(
      'put-entry',
      { entry, durable },
      request,
      getEncoding('@registry/put-response')
    )
  }
}

/** Instances on one base, all of them indexers. */
export class Deployment {
  readonly instances: Remote[] = []
  /** Milliseconds for all to be level. */
  deadline = LEVEL_DEADLINE
  readonly #picture = new DeploymentPicture()
  readonly dht: string
  readonly #cli: Cli
  readonly #net: Net
  readonly #flags: string[]

  /** `flags` go to each `run`. */
  constructor(net: Net, cli: Cli, flags: string[] = []) {
    this.dht = net.dht
    this.#net = net
    this.#cli = cli
    this.#flags = flags
  }

  /** Starts the instances by the CLI and admits them, as a person would. */
  async open(count: number): Promise<this> {
    const folders = Array.from({ length: count }, () => join(this.#net.folder(), 'storage'))
    const first = await this.#start(folders[0]!)
    const rest = await Promise.all(folders.slice(1).map((folder) => this.#start(folder, first)))
    for (const [index, running] of [first, ...rest].entries()) {
      this.#picture.start(running.keys.localKey)
      this.instances.push(new Remote(running, folders[index]!, await this.#call(running)))
    }
    for (const { keys } of rest) {
      await this.#admin('add-writer', keys.localKey, '--storage', folders[0]!)
    }
    await this.level(`all ${count} are indexers of one view`, ({ indexers }) => indexers === count)
    return this
  }

  async kill(index: number): Promise<void> {
    const { running } = this.instances[index]!
    await running.end('SIGKILL')
    this.#picture.end(running.keys.localKey, 'killed')
  }

  async restart(index: number): Promise<void> {
    const instance = this.instances[index]!
    const running = await this.#start(instance.folder, instance.running)
    this.#picture.start(running.keys.localKey)
    await instance.replace(running, await this.#call(running))
  }

  /** Takes out an instance that is lost for good, and brings in a new one on an empty folder. */
  async rotate(index: number): Promise<void> {
    const lost = this.instances[index]!
    const other = this.instances[(index + 1) % this.instances.length]!
    await this.#admin('remove-writer', lost.running.keys.localKey, '--storage', other.folder)
    const folder = join(this.#net.folder(), 'storage')
    const running = await this.#start(folder, other.running)
    await lost.replace(running, await this.#call(running), folder)
    this.#picture.start(running.keys.localKey)
    await this.#admin('add-writer', running.keys.localKey, '--storage', other.folder)
  }

  /**
   * Waits until all (or those at `of`) have the same view, signed to its end. A signed view of one
   * key and one length is the same, block for block: that is what the indexers have signed.
   */
  async level(
    what: string,
    also: (status: RegistryStatus) => boolean = () => true,
    of = [...this.instances.keys()]
  ): Promise<void> {
    this.#picture.note(`Wait until ${what}.`)
    let seen: string[] = []
    const equal = async () => {
      // One that is busy, catching up after a restart, may answer too late: it is asked again.
      const answers = await Promise.allSettled(of.map((at) => this.#ask(at)))
      seen = answers.map((answer, n) => `${ordinal(of[n]!)}: ${this.#tell(answer, of[n]!)}`)
      const all = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
      if (all.length < answers.length) return false
      const signed = all.every((each) => each.signedLength === each.length && also(each))
      return signed && new Set(all.map(lineOf)).size === 1
    }
    const looks = { deadline: this.deadline, interval: LOOK_INTERVAL, seen: () => seen }
    await this.drawn(until(what, equal, looks))
  }

  /** Adds to what goes wrong where its picture is; a hole has none. */
  async drawn<Value>(work: Promise<Value>): Promise<Value> {
    try {
      return await work
    } catch (cause) {
      if (!(cause instanceof Error) || cause instanceof Todo) throw cause
      throw new Error([cause.message, ...(await this.draw())].join('\n'), { cause })
    }
  }

  /** Draws what the instances have told, and what is left of them; `lost` are entries that are in no view. */
  async draw(lost: string[] = []): Promise<string[]> {
    const answers = await Promise.allSettled(this.instances.map((_, at) => this.#ask(at)))
    const found = this.instances.map(({ running }, at) => {
      const answer = answers[at]!
      const status = answer.status === 'fulfilled' ? answer.value : null
      return { key: running.keys.localKey, ended: running.ended, status }
    })
    const entrance = this.instances.find(({ running }) => !running.ended)?.running.keys
    const target = entrance && { ...entrance, dht: this.#net.bootstrap[0]! }
    return this.#picture.draw(faultOf(found, lost), target)
  }

  async #ask(at: number): Promise<RegistryStatus> {
    const status = await this.instances[at]!.status()
    this.#picture.status(this.instances[at]!.running.keys.localKey, status)
    return status
  }

  #tell(answer: PromiseSettledResult<RegistryStatus>, at: number): string {
    if (answer.status === 'fulfilled') return lineOf(answer.value)
    const { running } = this.instances[at]!
    return `no answer (${answer.reason}); ${running.ended ? 'it has ended' : 'it runs'}; its log: ${running.log}`
  }

  /** Runs an admin's command; once more where a busy machine has not answered in time. */
  async #admin(...words: string[]): Promise<void> {
    const first = await this.#cli.run(...words)
    const late = /^(UNAVAILABLE|TIMEOUT|DISCONNECTED)/.test(first.stderr)
    const { code, stderr } = late ? await this.#cli.run(...words) : first
    for (const { running } of this.instances) running.tellHole()
    // The first one may have been done all the same.
    const done = late && stderr.startsWith('NOT_A_WRITER')
    if (code !== 0 && !done) throw new Error(`${words[0]} failed: ${stderr}`)
  }

  async #call({ keys }: Running): Promise<Caller> {
    return createCaller(this.#net, IdEnc.decode(keys.serverKey))
  }

  async #start(folder: string, first?: Running): Promise<Running> {
    const join = first ? ['--bootstrap', first.keys.baseKey] : []
    return this.#cli.start('--storage', folder, '--dht', this.dht, ...join, ...this.#flags)
  }
}

function lineOf({ viewKey, length, signedLength, indexers }: RegistryStatus): string {
  return `view ${shortKey(viewKey)}, length ${length}, signed ${signedLength}, ${indexers} indexers`
}
