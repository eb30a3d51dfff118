declare module 'protomux-rpc-client' {
  import type { Encoder } from 'compact-encoding'
  import type HyperDHT from 'hyperdht'
  import type ReadyResource from 'ready-resource'

  namespace ProtomuxRpcClient {
    interface Options {
      /** What the server knows this client by; default: random for the process. */
      keyPair?: HyperDHT.KeyPair
      /** Milliseconds. */
      requestTimeout?: number
      /** Milliseconds before each further attempt to connect. */
      backoffValues?: number[]
    }

    interface RequestOptions<Req, Res> {
      requestEncoding: Encoder<Req>
      responseEncoding: Encoder<Res>
      /** Milliseconds. */
      timeout?: number
    }
  }

  class ProtomuxRpcClient extends ReadyResource {
    constructor(dht: Pick<HyperDHT, 'connect' | 'destroyed'>, options?: ProtomuxRpcClient.Options)
    makeRequest<Req, Res>(
      serverKey: Uint8Array,
      method: string,
      request: NoInfer<Req>,
      options: ProtomuxRpcClient.RequestOptions<Req, Res>
    ): Promise<Res>
  }

  export = ProtomuxRpcClient
}
