import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRpcClient from 'protomux-rpc-client'
import ReadyResource from 'ready-resource'

import type { PutOptions } from '../base/signed.ts'
import { checkEntry, checkName } from '../entry.ts'
import { createDialer } from '../net/caller.ts'
import { methods } from '../net/methods.ts'
import type { Method, MethodName, RequestOf, ResponseOf, Struct } from '../net/methods.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { RegistryPutResponse, SchemaTypes } from '../spec/schema/types.d.ts'
import type { Entry, KeyLike, RegistryView } from '../view.ts'
import { batches, shuffle } from './batches.ts'
import { BACKOFF_MS, DEFAULTS } from './options.ts'
import type { ClientOptions } from './options.ts'
import { ServerPool } from './pool.ts'
import { RegistryReader } from './reader.ts'
import { followIndexers } from './servers.ts'

/** Writes through one of several servers, by RPC; looks up in a view of its own, from any peer that has it. */
export class RegistryClient extends ReadyResource {
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #rpc: ProtomuxRpcClient
  readonly #pool: ServerPool
  readonly #servers: () => number
  readonly #options: typeof DEFAULTS
  #reader: RegistryReader | null = null
  #asked = -Infinity
  #confirmed = -Infinity
  /** Why the last question for the view key had no answer; null if it had one. */
  #failure: unknown = null
  #asking: Promise<RegistryView> | null = null
  #overtaken: Promise<RegistryView> | null = null

  constructor(
    store: Corestore,
    swarm: Hyperswarm,
    serverKeys: KeyLike[],
    { keyPair, ...options }: ClientOptions = {}
  ) {
    super()
    this.#store = store
    this.#swarm = swarm
    this.#options = { ...DEFAULTS, ...options }
    const dialer = createDialer(swarm.dht, keyPair)
    this.#rpc = new ProtomuxRpcClient(dialer, { backoffValues: BACKOFF_MS })
    const keys = shuffle(serverKeys.map((key) => IdEnc.decode(key)))
    // How much is too much is for the servers to say: a limit here would slow an import down.
    const rateLimit = { capacity: -1 }
    this.#pool = new ServerPool(keys, this.#rpc, { retries: keys.length, rateLimit })
    this.#servers = followIndexers(this.#pool, this.#options.maxAge)
  }

  protected override async _open(): Promise<void> {
    await this.#rpc.ready()
  }

  protected override async _close(): Promise<void> {
    this.#pool.destroy()
    await this.#rpc.close()
    await this.#reader?.close()
  }

  /** Resolves when the entry is stored; if `durable`, look-ups find it then. Errors: the service's. */
  async put(entry: Entry, options: PutOptions = {}): Promise<RegistryPutResponse> {
    checkEntry(entry)
    const request = { entry, timeout: this.#options.timeout, ...options }
    // The way there and back takes time besides what a majority may take to sign.
    return this.call('put-entry', request, request.durable ? request.timeout : 0)
  }

  /** Deletes the entry of that name, if there is one: a retry is harmless. */
  async delete(name: string, options: PutOptions = {}): Promise<RegistryPutResponse> {
    checkName(name)
    const request = { name, timeout: this.#options.timeout, ...options }
    return this.call('delete-entry', request, request.durable ? request.timeout : 0)
  }

  /** Stores many entries, in as few requests as they fit in; reports how many are stored so far. */
  async putAll(entries: Entry[], progress: (stored: number) => void = () => {}): Promise<void> {
    for (const entry of entries) checkEntry(entry)
    let stored = 0
    for (const batch of batches(entries)) {
      await this.call('put-entries', { entries: batch })
      stored += batch.length
      progress(stored)
    }
  }

  /** Calls a method of the server; `extra` milliseconds are added to the timeout. */
  async call<Name extends MethodName>(
    name: Name,
    request: RequestOf<Name>,
    extra?: number
  ): Promise<ResponseOf<Name>>
  async call(name: MethodName, value: SchemaTypes[Struct], extra = 0): Promise<unknown> {
    if (!this.opened) await this.ready()
    const { request, response }: Method<Struct, Struct> = methods[name]
    const answer = await this.#pool.makeRequest(name, value, {
      requestEncoding: getEncoding(request),
      responseEncoding: getEncoding(response),
      // Each server has its share of the time, so that the last one still has a chance.
      rpcTimeout: this.#options.timeout / this.#servers() + extra,
      totalTimeout: this.#options.timeout + extra
    })
    // What was signed is found from now on: a question under way may not know of it.
    if (extra > 0) [this.#asked, this.#overtaken] = [-Infinity, this.#asking]
    return answer
  }

  /** The entry of that name, or null; from the signed part of the view. */
  async get(name: string): Promise<Entry | null> {
    const entry = await (await this.view()).get(name)
    // Under a newer key, which nobody could be asked for, it may be there.
    if (entry === null && this.#failure !== null) throw this.#failure
    return entry
  }

  /** For look-ups: the signed view; its key is asked for once per `maxAge` ms and durable put. */
  async view(): Promise<RegistryView> {
    const fresh = performance.now() - this.#asked < this.#options.maxAge
    if (this.#reader !== null && fresh) return this.#reader.view
    await this.#overtaken?.catch(() => {})
    this.#asking ??= this.#follow().finally(() => (this.#asking = null))
    return this.#asking
  }

  async #follow(): Promise<RegistryView> {
    this.#overtaken = null
    try {
      const { viewKey, signedLength } = await this.call('status', {})
      this.#reader ??= new RegistryReader(this.#store, this.#swarm, viewKey)
      await this.#reader.follow(viewKey)
      await this.#reader.reach(signedLength)
      this.#confirmed = performance.now()
      this.#failure = null
    } catch (err) {
      // With all servers down, other peers still have the view; in the end it may be an old one.
      const age = performance.now() - this.#confirmed
      if (this.#reader === null || age > this.#options.maxStale) throw err
      this.#failure = err
    }
    // Also after a failure, or each look-up would wait for a server that is down.
    if (this.#overtaken === null) this.#asked = performance.now()
    return this.#reader.view
  }
}
