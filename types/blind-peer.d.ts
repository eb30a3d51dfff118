declare module 'blind-peer' {
  import type Corestore from 'corestore'
  import type Hyperswarm from 'hyperswarm'
  import type ReadyResource from 'ready-resource'

  namespace BlindPeer {
    interface Options {
      /** Where the mirrored cores go; replicating it is then up to the caller. */
      store?: Corestore
      swarm?: Hyperswarm
      /** Keys of those whose cores are announced; those of others are only stored. */
      trustedPubKeys?: (Uint8Array | string)[]
    }
  }

  class BlindPeer extends ReadyResource {
    /** `storage` keeps the list of what is mirrored, and the cores too where no store is passed. */
    constructor(storage: string, options?: BlindPeer.Options)
    readonly publicKey: Uint8Array
    readonly store: Corestore
    readonly swarm: Hyperswarm
    addTrustedPubKey(key: Uint8Array | string): void
    /** Makes it reachable by its key. */
    listen(): Promise<void>
  }

  export = BlindPeer
}
