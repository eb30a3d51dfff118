declare module 'protomux-rpc' {
  import type { EventEmitter } from 'node:events'
  import type { Duplex } from 'node:stream'

  namespace ProtomuxRPC {
    /** null hands bytes over as they are. */
    interface Encodings {
      requestEncoding: null
      responseEncoding: null
    }
  }

  namespace ProtomuxRPC {
    interface Options {
      /** Tells services on one connection apart; a client asks for the server key by default. */
      id?: Uint8Array
    }
  }

  class ProtomuxRPC extends EventEmitter {
    constructor(stream: Duplex, options?: ProtomuxRPC.Options)
    readonly closed: boolean
    readonly stream: { readonly remotePublicKey: Uint8Array }
    /** `drained` is false while what was sent waits for the other end to read it. */
    readonly mux: { readonly drained: boolean }
    respond(
      method: string,
      encodings: ProtomuxRPC.Encodings,
      handler: (request: Uint8Array) => Promise<Uint8Array>
    ): void
    /** Rejects with an RPCError; `cause` is what the handler threw, with its message and code. */
    request(
      method: string,
      request: Uint8Array,
      options: ProtomuxRPC.Encodings & { timeout?: number }
    ): Promise<Uint8Array>
    destroy(err?: Error): void
  }

  export = ProtomuxRPC
}
