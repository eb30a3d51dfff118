import ProtomuxRpcClient from 'protomux-rpc-client'
import ProtomuxRpcClientPool from 'protomux-rpc-client-pool'

import type { TestContext as Test } from './check.ts'

type Requester = { prototype: object; name: string }

/** A request that went nowhere: who would have sent it, and with what. */
interface Noted {
  by: Record<string, unknown>
  args: unknown[]
}

/** Until the test ends, requests of RPC clients, or of their pools, are noted and go nowhere. */
export function noteRequests(t: Test, of: 'client' | 'pool'): Noted[] {
  const Class: Requester = of === 'client' ? ProtomuxRpcClient : ProtomuxRpcClientPool
  const noted: Noted[] = []
  const real: unknown = Reflect.get(Class.prototype, 'makeRequest')
  const makeRequest = function (this: Record<string, unknown>, ...args: unknown[]) {
    noted.push({ by: this, args })
    return Promise.resolve({})
  }
  Object.assign(Class.prototype, { makeRequest })
  t.teardown(async () => void Object.assign(Class.prototype, { makeRequest: real }))
  return noted
}

/** What a client asks of the package: server, method, request, deadline, and how it connects. */
export function clientRequest({ by, args }: Noted) {
  const [key, method, request, options] = args
  const { requestEncoding, responseEncoding, timeout = by['requestTimeout'] } = Object(options)
  const { backoffValues, keyPair } = by
  const encodings = [requestEncoding, responseEncoding].map(Boolean)
  return { key, method, request, timeout, encodings, backoffValues, keyPair }
}

/** What it asks of a pool: method, request, both deadlines, and how often it tries. */
export function poolRequest({ by, args }: Noted) {
  const [method, request, options] = args
  const { requestEncoding, responseEncoding, rpcTimeout, totalTimeout } = Object(options)
  return {
    method,
    request,
    rpcTimeout: rpcTimeout ?? by['rpcTimeout'],
    totalTimeout: totalTimeout ?? by['totalTimeout'],
    encodings: [requestEncoding, responseEncoding].map(Boolean),
    retries: by['retries'],
    limited: by['rateLimit'] !== null
  }
}
