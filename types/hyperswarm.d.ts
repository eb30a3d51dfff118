declare module 'hyperswarm' {
  import type { EventEmitter } from 'node:events'
  import type HyperDHT from 'hyperdht'

  namespace Hyperswarm {
    interface Connection extends HyperDHT.Connection {
      readonly publicKey: Uint8Array
      /** True where this end made the call. */
      readonly isInitiator: boolean
    }

    interface Discovery {
      /** Resolves when the announcement or the first look-up is done. */
      flushed(): Promise<boolean>
      /** Announces and looks once more; false if that failed. */
      refresh(): Promise<boolean>
      destroy(): Promise<void>
    }

    interface Options {
      keyPair?: HyperDHT.KeyPair
      dht?: HyperDHT
      /** With so many connections it calls nobody by itself; default: 64. */
      maxPeers?: number
      /** True turns a peer away. */
      firewall?(remotePublicKey: Uint8Array): boolean
    }
  }

  class Hyperswarm extends EventEmitter {
    constructor(options?: Hyperswarm.Options)
    readonly keyPair: HyperDHT.KeyPair
    readonly dht: HyperDHT
    readonly connections: Set<Hyperswarm.Connection>
    /** Who was met or called, by public key as hex; false has the swarm call it no more. */
    readonly peers: Map<string, { reconnect(again: boolean): void }>
    readonly destroyed: boolean
    join(
      discoveryKey: Uint8Array,
      options?: { server?: boolean; client?: boolean }
    ): Hyperswarm.Discovery
    leave(discoveryKey: Uint8Array): Promise<void>
    /** Calls the peer, now and whenever the connection ends. */
    joinPeer(publicKey: Uint8Array): void
    leavePeer(publicKey: Uint8Array): void
    /** Makes this instance reachable by its public key. */
    listen(): Promise<void>
    /** What others reach by the swarm's key; `refresh` announces it once more. */
    readonly server: { refresh(): void }
    flush(): Promise<boolean>
    destroy(): Promise<void>
    on(event: 'connection', listener: (connection: Hyperswarm.Connection) => void): this
    off(event: 'connection', listener: (connection: Hyperswarm.Connection) => void): this
  }

  export = Hyperswarm
}
