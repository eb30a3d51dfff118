import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRpcClient from 'protomux-rpc-client'
import ReadyResource from 'ready-resource'

import type { PutOptions } from '../base/signed.ts'
import { checkEntry, checkName } from '../entry.ts'
import { fromRpc } from '../errors.ts'
import { methods } from '../net/methods.ts'
import type { Method, MethodName, RequestOf, ResponseOf, Struct } from '../net/methods.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { RegistryPutResponse, SchemaTypes } from '../spec/schema/types.d.ts'
import type { Entry, Key, KeyLike, RegistryView } from '../view.ts'
import { BACKOFF_MS, MAX_AGE_MS, TIMEOUT_MS } from './options.ts'
import type { ClientOptions } from './options.ts'
import { RegistryReader } from './reader.ts'

/** Puts under way at once; the RPC client sends as many, and queues the others. */
const IN_FLIGHT = 16

/** Writes through a server, by RPC; looks up in a view of its own, from any peer that has it. */
export class RegistryClient extends ReadyResource {
  readonly serverKey: Key
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #rpc: ProtomuxRpcClient
  readonly #timeout: number
  readonly #maxAge: number
  #reader: RegistryReader | null = null
  #asked = -Infinity
  #asking: Promise<RegistryView> | null = null

  constructor(
    store: Corestore,
    swarm: Hyperswarm,
    serverKey: KeyLike,
    { timeout = TIMEOUT_MS, maxAge = MAX_AGE_MS, keyPair = HyperDHT.keyPair() }: ClientOptions = {}
  ) {
    super()
    this.serverKey = IdEnc.decode(serverKey)
    this.#store = store
    this.#swarm = swarm
    this.#timeout = timeout
    this.#maxAge = maxAge
    // A server keeps one connection per key: two clients with one key pair cut each other off.
    this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF_MS })
  }

  protected override async _open(): Promise<void> {
    await this.#rpc.ready()
  }

  protected override async _close(): Promise<void> {
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

  /** Stores many entries, some at a time; reports after each round how many are stored so far. */
  async putAll(entries: Entry[], progress: (stored: number) => void = () => {}): Promise<void> {
    for (const entry of entries) checkEntry(entry)
    for (let at = 0; at < entries.length; at += IN_FLIGHT) {
      const round = entries.slice(at, at + IN_FLIGHT)
      await Promise.all(round.map((entry) => this.put(entry)))
      progress(at + round.length)
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
    const timeout = this.#timeout + extra
    try {
      return await this.#rpc.makeRequest(this.serverKey, name, value, {
        requestEncoding: getEncoding(request),
        responseEncoding: getEncoding(response),
        timeout
      })
    } catch (err) {
      throw fromRpc(err, timeout)
    }
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
