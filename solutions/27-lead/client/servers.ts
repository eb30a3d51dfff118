import b4a from 'b4a'
import type ProtomuxRpcClientPool from 'protomux-rpc-client-pool'
import safetyCatch from 'safety-catch'

import { getEncoding } from '../spec/schema/index.js'
import { DEFAULTS } from './options.ts'

/** Servers that one may name besides those that were given: if it lies, so many more are tried. */
const MAX_NAMED = 5
const STATUS = {
  requestEncoding: getEncoding('@registry/status-request'),
  responseEncoding: getEncoding('@registry/status'),
  totalTimeout: DEFAULTS.timeout
}

/**
 * Has a pool ask the indexers too, as a server names them: those that were given may all be replaced
 * in time. Returns what counts the servers, and looks again after `maxAge`, if that is finite.
 */
export function followIndexers(pool: ProtomuxRpcClientPool, maxAge: number): () => number {
  const given = pool.keys
  let asked = -Infinity
  const look = async () => {
    const { servers } = await pool.makeRequest('status', {}, STATUS)
    const named = (servers ?? []).filter((key) => !given.some((each) => b4a.equals(each, key)))
    if (named.length > 0) pool.keys = [...given, ...named.slice(0, MAX_NAMED)]
    pool.retries = pool.keys.length
  }
  return () => {
    if (performance.now() - asked > maxAge) {
      asked = performance.now()
      look().catch(safetyCatch)
    }
    return pool.keys.length
  }
}
