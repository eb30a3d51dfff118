declare module 'protomux-rpc-client-pool' {
  import type { Encoder } from 'compact-encoding'
  import type ProtomuxRpcClient from 'protomux-rpc-client'

  namespace ProtomuxRpcClientPool {
    interface Options {
      /** Milliseconds for a request, all attempts together. */
      totalTimeout?: number
      /** Milliseconds for one attempt. */
      rpcTimeout?: number
      /** Attempts in all, each at the next server. */
      retries?: number
      /** Requests that may go at once, and milliseconds until one more may; -1 is no limit. */
      rateLimit?: { capacity: number; intervalMs?: number }
    }

    interface RequestOptions<Req, Res> {
      requestEncoding: Encoder<Req>
      responseEncoding: Encoder<Res>
      rpcTimeout?: number
      totalTimeout: number
    }
  }

  /** Sends requests to one of several servers; to the next one when that one does not answer. */
  class ProtomuxRpcClientPool {
    /** Read with each attempt: a server that is added is asked from then on. */
    keys: Uint8Array[]
    /** The one that the next request goes to. */
    chosenKey: Uint8Array
    /** Attempts in all; default: 3. */
    retries: number
    constructor(keys: Uint8Array[], rpc: ProtomuxRpcClient, options?: ProtomuxRpcClientPool.Options)
    makeRequest<Req, Res>(
      method: string,
      request: NoInfer<Req>,
      options: ProtomuxRpcClientPool.RequestOptions<Req, Res>
    ): Promise<Res>
    destroy(): void
  }

  export = ProtomuxRpcClientPool
}
