import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

import { RegistryError } from '../errors.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import type { Key } from '../view.ts'
import { callerOf } from './caller.ts'
import { methods } from './methods.ts'
import type { Method, Parts, Struct } from './methods.ts'

/** Bytes of one request. An entry at its limits takes a quarter of it. */
export const MAX_REQUEST = 64 * 1024
const BYTES = { requestEncoding: null, responseEncoding: null }

/** Answers the requests of one connection, with a responder for each method. */
export function serve(parts: Parts, connection: Hyperswarm.Connection): void {
  const rpc = new ProtomuxRPC(connection, { id: connection.publicKey })
  const caller = callerOf(connection)
  for (const [name, method] of Object.entries(methods)) {
    rpc.respond(name, BYTES, (bytes) => answer(method, parts, bytes, caller()))
  }
}

/** What a method throws reaches its caller as an error with a code, and only there. */
async function answer<Req extends Struct, Res extends Struct>(
  method: Method<Req, Res>,
  parts: Parts,
  bytes: Uint8Array,
  caller: Key
): Promise<Uint8Array> {
  try {
    const response = await method.run(parts, decode(method.request, bytes), caller)
    return c.encode(getEncoding(method.response), response)
  } catch (err) {
    if (err instanceof RegistryError) throw err
    // The RPC layer lets a TypeError kill the process: nothing but our own errors may pass.
    parts.service.emit('warning', err)
    throw RegistryError.INTERNAL(err)
  }
}

function decode<Name extends Struct>(name: Name, bytes: Uint8Array): SchemaTypes[Name] {
  if (bytes.byteLength > MAX_REQUEST) throw RegistryError.TOO_LARGE(bytes.byteLength, MAX_REQUEST)
  try {
    return c.decode(getEncoding(name), bytes)
  } catch (err) {
    throw RegistryError.INVALID_REQUEST(err)
  }
}
