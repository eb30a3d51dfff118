declare module 'corestore' {
  import type Hypercore from 'hypercore'
  import type ReadyResource from 'ready-resource'
  import type { Duplex } from 'node:stream'

  interface KeyPair {
    publicKey: Uint8Array
    secretKey: Uint8Array
  }

  class Corestore extends ReadyResource {
    /** `primaryKey` fixes every key that the store derives; only tests want that. */
    constructor(
      storage: string,
      options?: { primaryKey?: Uint8Array; unsafe?: boolean; wait?: boolean; active?: boolean }
    )
    get(
      options: { name: string } | { key: Uint8Array; active?: boolean; timeout?: number }
    ): Hypercore
    /** With `active` false it fetches nothing from peers. */
    get<Block>(options: {
      key: Uint8Array
      valueEncoding: { decode(state: object): Block }
      active: boolean
    }): Hypercore<Block>
    namespace(name: string): Corestore
    session(): Corestore
    /** The same key pair for the same name on the same storage. */
    createKeyPair(name: string): Promise<KeyPair>
    replicate(stream: boolean | Duplex): Duplex
    /** The cores that are open now, each once. */
    readonly cores: Iterable<{
      /** It is never told that it was closed: what it waits for goes on. */
      readonly state: { closing?: boolean }
    }>
    /** The folder of its RocksDB. */
    readonly storage: {
      readonly rocks: { readonly path: string }
      /** What its sessions write comes to the disk at once, by `flush`. */
      createAtom(): { flush(): Promise<void> }
    }
  }

  export = Corestore
}
