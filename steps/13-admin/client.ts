import c from 'compact-encoding'
import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRpcClient from 'protomux-rpc-client'
import ReadyResource from 'ready-resource'
import { todo } from '#todo'

import { fromRpc } from './errors.ts'
import { RegistryReader } from './reader.ts'
import type { PutOptions, PutResult, Status } from './service.ts'
import { getEncoding } from './spec/schema/index.js'
import type { SchemaTypes } from './spec/schema/types.d.ts'
import type { Entry, Key, KeyLike } from './view.ts'

export interface ClientOptions {
  /** Milliseconds that a request may take. */
  timeout?: number
  /** Milliseconds that a view key is believed before `status` is asked again. */
  maxAge?: number
  /** Who the server sees; random unless told. */
  keyPair?: HyperDHT.KeyPair
}

const TIMEOUT = 10_000
const MAX_AGE = 5000
/** Milliseconds before each further attempt to connect: a server that restarts is back soon. */
const BACKOFF = [200, 500, 1000, 2000, 5000]

/** Entries and bytes of one put-entries request; a request may have 64 KiB. */
const MAX_BATCH = 256
const MAX_BATCH_BYTES = 60 * 1024

type Struct = keyof SchemaTypes

/** Writes through a server, by RPC; reads the view itself, from whoever has it. */
export class RegistryClient extends ReadyResource {
  readonly serverKey: Key
  readonly #store: Corestore
  readonly #swarm: Hyperswarm
  readonly #rpc: ProtomuxRpcClient
  readonly #timeout: number
  readonly #maxAge: number
  #reader: RegistryReader | null = null
  #asked = -Infinity
  #asking: Promise<RegistryReader> | null = null

  constructor(
    store: Corestore,
    swarm: Hyperswarm,
    serverKey: KeyLike,
    { timeout = TIMEOUT, maxAge = MAX_AGE, keyPair = HyperDHT.keyPair() }: ClientOptions = {}
  ) {
    super()
    this.serverKey = IdEnc.decode(serverKey)
    this.#store = store
    this.#swarm = swarm
    this.#timeout = timeout
    this.#maxAge = maxAge
    // A server keeps one connection a key: two clients with one key pair would cut each other off.
    this.#rpc = new ProtomuxRpcClient(swarm.dht, { keyPair, backoffValues: BACKOFF })
  }

  protected override async _open(): Promise<void> {
    await this.#rpc.ready()
  }

  protected override async _close(): Promise<void> {
    await this.#rpc.close()
    await this.#reader?.close()
  }

  /** Resolves when the server has stored the entry; the errors are those of `service.put`. */
  async put(entry: Entry, options: PutOptions = {}): Promise<PutResult> {
    const request = { entry, timeout: this.#timeout, ...options }
    // The way there and back takes its time beside what a majority may take to sign.
    const timeout = this.#timeout + (request.durable ? request.timeout : 0)
    return this.#request(
      'put-entry',
      '@registry/put-request',
      request,
      '@registry/put-response',
      timeout
    )
  }

  /**
   * Stores many entries, as few requests as they fit in, one after the other: the server is never
   * ahead of its disk. Tells after each request how many are stored so far.
   */
  async putAll(entries: Entry[], progress: (stored: number) => void = () => {}): Promise<void> {
    throw todo('08.2', 'request put-entries for one batch after the other; tell the progress')
  }

  /** Lets the writer with that local key append; only admins of the server may ask for it. */
  async addWriter(key: KeyLike, { indexer = true } = {}): Promise<void> {
    const request = { key: IdEnc.decode(key), indexer }
    await this.#request('add-writer', '@registry/writer', request, '@registry/done')
  }

  async status(): Promise<Status> {
    return this.#request('status', '@registry/status-request', {}, '@registry/status')
  }

  /** The entry of that name, or null; from the signed part of the view. */
  async get(name: string): Promise<Entry | null> {
    return (await this.#current()).get(name)
  }

  /** All entries, in the order of their names. */
  async *list(): AsyncIterable<Entry> {
    yield* (await this.#current()).list()
  }

  async *findByDriveKey(driveKey: KeyLike): AsyncIterable<Entry> {
    yield* (await this.#current()).findByDriveKey(driveKey)
  }

  async *findByType(type: string): AsyncIterable<Entry> {
    yield* (await this.#current()).findByType(type)
  }

  async *findByOwner(owner: string): AsyncIterable<Entry> {
    yield* (await this.#current()).findByOwner(owner)
  }

  async #request<Req extends Struct, Res extends Struct>(
    method: string,
    requestName: Req,
    request: SchemaTypes[Req],
    responseName: Res,
    timeout = this.#timeout
  ): Promise<SchemaTypes[Res]> {
    if (!this.opened) await this.ready()
    try {
      return await this.#rpc.makeRequest(this.serverKey, method, request, {
        requestEncoding: getEncoding(requestName),
        responseEncoding: getEncoding(responseName),
        timeout
      })
    } catch (err) {
      throw fromRpc(err, timeout)
    }
  }

  /** A reader of the view key that the server had at most `maxAge` ago. */
  async #current(): Promise<RegistryReader> {
    const fresh = performance.now() - this.#asked < this.#maxAge
    if (this.#reader !== null && fresh) return this.#reader
    this.#asking ??= this.#ask().finally(() => (this.#asking = null))
    return this.#asking
  }

  async #ask(): Promise<RegistryReader> {
    try {
      const { viewKey } = await this.status()
      this.#reader ??= new RegistryReader(this.#store, this.#swarm, viewKey)
      await this.#reader.follow(viewKey)
      this.#asked = performance.now()
    } catch (err) {
      // A server that is down stops writes, not reads: others still have the view.
      if (this.#reader === null) throw err
    }
    return this.#reader
  }
}

/** Cuts entries into batches whose requests stay below the server's limit. */
function* batches(entries: Entry[]): Iterable<Entry[]> {
  let batch: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
    const size = c.encode(getEncoding('@registry/entry'), entry).byteLength
    if (batch.length === MAX_BATCH || bytes + size > MAX_BATCH_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(entry)
    bytes += size
  }
  if (batch.length > 0) yield batch
}
