import { tracingChannel } from 'node:diagnostics_channel'
import b4a from 'b4a'
import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

import { RegistryError } from '../errors.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import { callerOf } from './caller.ts'
import { isMember } from './members.ts'
import { methods } from './methods.ts'
import type { Method, Parts, Struct } from './methods.ts'

/** Bytes of one request. An entry at its limits takes a quarter of it. */
export const MAX_REQUEST = 64 * 1024
/** Bytes of blocks that one instance may send to another in one request. */
export const MAX_BLOCKS = 1024 * 1024
/** A key costs nothing: strangers, who may ask for the status, share one account. */
const STRANGERS = b4a.alloc(32)
const BYTES = { requestEncoding: null, responseEncoding: null }
/** For those who count and time requests; without them it costs nothing. */
const requests = tracingChannel('registry:request')

/** Answers the requests of one connection, with a responder for each method. */
export function serve(parts: Parts, connection: Hyperswarm.Connection): void {
  const { service, access, limits } = parts
  const rpc = new ProtomuxRPC(connection, { id: connection.publicKey })
  const answered = limits.watch(connection, () => rpc.mux.drained)
  const peer = connection.remotePublicKey
  const whose = callerOf(connection)
  for (const [name, method] of Object.entries(methods)) {
    const run = async (bytes: Uint8Array) => {
      try {
        const caller = whose()
        // Authorize before rate-limiting: what a stranger asks for takes nobody's place.
        const { who } = method
        const member = who === 'members' && (await isMember(service.base, peer))
        const permitted = who === 'members' ? member : access.permits(who, caller)
        if (!permitted) throw RegistryError.UNAUTHORIZED(name)
        const payer = member || access.open || access.isListed(caller) ? caller : STRANGERS
        const response = await limits.run(payer, () => answer(method, parts, bytes))
        answered(response.byteLength)
        return response
      } catch (err) {
        answered()
        throw err
      }
    }
    rpc.respond(name, BYTES, (bytes) => requests.tracePromise(run, { name }, null, bytes))
  }
}

/** What a method throws reaches its caller as an error with a code, and only there. */
async function answer<Req extends Struct, Res extends Struct>(
  method: Method<Req, Res>,
  parts: Parts,
  bytes: Uint8Array
): Promise<Uint8Array> {
  try {
    const max = method.who === 'members' ? MAX_BLOCKS : MAX_REQUEST
    if (bytes.byteLength > max) throw RegistryError.TOO_LARGE(bytes.byteLength, max)
    const response = await method.run(parts, decode(method.request, bytes))
    return c.encode(getEncoding(method.response), response)
  } catch (err) {
    if (err instanceof RegistryError) throw err
    // The RPC layer lets a TypeError kill the process: nothing but our own errors may pass.
    parts.service.emit('warning', err)
    throw RegistryError.INTERNAL(err)
  }
}

function decode<Name extends Struct>(name: Name, bytes: Uint8Array): SchemaTypes[Name] {
  try {
    return c.decode(getEncoding(name), bytes)
  } catch (err) {
    throw RegistryError.INVALID_REQUEST(err)
  }
}
