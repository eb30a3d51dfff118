import type Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRpcClient from 'protomux-rpc-client'
import ProtomuxRpcClientPool from 'protomux-rpc-client-pool'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import type { PutOptions } from '../base/signed.ts'
import { checkEntry, checkName } from '../entry.ts'
import { fromRpc } from '../errors.ts'
import { createDialer } from '../net/caller.ts'
import { methods } from '../net/methods.ts'
import type { Method, MethodName, RequestOf, ResponseOf, Struct } from '../net/methods.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { RegistryPutResponse, SchemaTypes } from '../spec/schema/types.d.ts'
import type { Entry, KeyLike, RegistryView } from '../view.ts'
import { batches, shuffle } from './batches.ts'
import { BACKOFF_MS, MAX_AGE_MS, TIMEOUT_MS } from './options.ts'
import type { ClientOptions } from './options.ts'
import { RegistryReader } from './reader.ts'

/** Writes through one of several servers, by RPC; looks up in a view of its own, from any peer that has it. */
export class RegistryClient extends ReadyResource {
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #rpc: ProtomuxRpcClient
  readonly #pool: ProtomuxRpcClientPool
  readonly #servers: number
  readonly #timeout: number
  readonly #maxAge: number
  #reader: RegistryReader | null = null
  #asked = -Infinity
  #asking: Promise<RegistryView> | null = null

  constructor(
    store: Corestore,
    swarm: Hyperswarm,
    serverKeys: KeyLike[],
    { timeout = TIMEOUT_MS, maxAge = MAX_AGE_MS, keyPair }: ClientOptions = {}
  ) {
    super()
    this.#store = store
    this.#swarm = swarm
    this.#timeout = timeout
    this.#maxAge = maxAge
    const dialer = createDialer(swarm.dht, keyPair)
    this.#rpc = new ProtomuxRpcClient(dialer, { backoffValues: BACKOFF_MS })
    const keys = shuffle(serverKeys.map((key) => IdEnc.decode(key)))
    this.#servers = keys.length
    // How much is too much is for the servers to say: a limit here would slow an import down.
    const rateLimit = { capacity: -1 }
    throw todo('16.1', 'make the pool: all keys, the RPC client, as many attempts as servers')
  }

  protected override async _open(): Promise<void> {
    await this.#rpc.ready()
  }

  protected override async _close(): Promise<void> {
    this.#pool.destroy()
    await this.#rpc.close()
    await this.#reader?.close()
  }

  /** Resolves when the server has stored the entry; errors are those of the service's `put`. */
  async put(entry: Entry, options: PutOptions = {}): Promise<RegistryPutResponse> {
    checkEntry(entry)
    const request = { entry, timeout: this.#timeout, ...options }
    // The way there and back takes time besides what a majority may take to sign.
    return this.call('put-entry', request, request.durable ? request.timeout : 0)
  }

  /** Deletes the entry of that name, if there is one: a retry is harmless. */
  async delete(name: string, options: PutOptions = {}): Promise<RegistryPutResponse> {
    checkName(name)
    const request = { name, timeout: this.#timeout, ...options }
    return this.call('delete-entry', request, request.durable ? request.timeout : 0)
  }

  /** Stores many entries, in as few requests as they fit in; reports how many are stored so far. */
  async putAll(entries: Entry[], progress: (stored: number) => void = () => {}): Promise<void> {
    for (const entry of entries) checkEntry(entry)
    throw todo('16.3', 'call put-entries for one batch after the other; report the progress')
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
    throw todo('16.1', 'make the request through the pool; what it throws goes through fromRpc')
  }

  /** The entry of that name, or null; from the signed part of the view. */
  async get(name: string): Promise<Entry | null> {
    return (await this.view()).get(name)
  }

  /** For look-ups: the signed view; its key is asked for at most once per `maxAge`. */
  async view(): Promise<RegistryView> {
    const fresh = performance.now() - this.#asked < this.#maxAge
    if (this.#reader !== null && fresh) return this.#reader.view
    this.#asking ??= this.#follow().finally(() => (this.#asking = null))
    return this.#asking
  }

  async #follow(): Promise<RegistryView> {
    try {
      const { viewKey, signedLength } = await this.call('status', {})
      this.#reader ??= new RegistryReader(this.#store, this.#swarm, viewKey)
      await this.#reader.follow(viewKey)
      await this.#reader.reach(signedLength)
    } catch (err) {
      // A server that is down stops writes, not look-ups: other peers still have the view.
      if (this.#reader === null) throw err
    }
    // Also after a failure, or each look-up would wait for a server that is down.
    this.#asked = performance.now()
    return this.#reader.view
  }
}
