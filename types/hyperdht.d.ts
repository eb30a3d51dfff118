declare module 'hyperdht' {
  import type { EventEmitter } from 'node:events'
  import type { Duplex } from 'node:stream'

  namespace HyperDHT {
    interface KeyPair {
      publicKey: Uint8Array
      secretKey: Uint8Array
    }

    /** An encrypted stream to another peer, whose key is proven. */
    interface Connection extends Duplex {
      readonly remotePublicKey: Uint8Array
      /** Of this end. */
      readonly publicKey: Uint8Array
    }

    interface Address {
      host: string
      port: number
    }

    interface Options {
      /** Where to enter the DHT; default: the public DHT. */
      bootstrap?: Address[]
      /** Address to bind to; default: all of this machine. */
      host?: string
      port?: number
      /** False where the peers reach each other as they are; default: found out. */
      firewalled?: boolean
      /** False for one that others may remember and ask from the start. */
      ephemeral?: boolean
      keyPair?: KeyPair
    }
  }

  class HyperDHT extends EventEmitter {
    constructor(options?: HyperDHT.Options)
    readonly defaultKeyPair: HyperDHT.KeyPair
    readonly destroyed: boolean
    fullyBootstrapped(): Promise<void>
    address(): HyperDHT.Address
    /** The nodes that it knows. */
    toArray(): HyperDHT.Address[]
    connect(serverKey: Uint8Array, options?: { keyPair?: HyperDHT.KeyPair }): HyperDHT.Connection
    /** Asks the DHT who has announced a discovery key. */
    lookup(discoveryKey: Uint8Array): AsyncIterable<{ peers: { publicKey: Uint8Array }[] }>
    destroy(): Promise<void>
    static keyPair(seed?: Uint8Array): HyperDHT.KeyPair
  }

  export = HyperDHT
}

declare module 'hyperdht/testnet.js' {
  import type HyperDHT from 'hyperdht'

  interface Testnet {
    readonly bootstrap: HyperDHT.Address[]
    readonly nodes: HyperDHT[]
    createNode(options?: HyperDHT.Options): HyperDHT
    destroy(): Promise<void>
  }

  export default function createTestnet(
    size?: number,
    options?: { host?: string; port?: number }
  ): Promise<Testnet>
}
