import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'
import { todo } from '#todo'

import { RegistryError } from '../errors.ts'
import { getEncoding } from '../spec/schema/index.js'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import { methods } from './methods.ts'
import type { Method, Parts, Struct } from './methods.ts'

/** Bytes of one request. An entry at its limits takes a quarter of it. */
export const MAX_REQUEST = 64 * 1024
const BYTES = { requestEncoding: null, responseEncoding: null }

/** Answers the requests of one connection, with a responder for each method. */
export function serve(parts: Parts, connection: Hyperswarm.Connection): void {
  throw todo('07.4', 'a responder for each method of the table')
}

/** What a method throws reaches its caller as an error with a code, and only there. */
async function answer<Req extends Struct, Res extends Struct>(
  method: Method<Req, Res>,
  parts: Parts,
  bytes: Uint8Array
): Promise<Uint8Array> {
  throw todo('07.4', 'decode, run, encode; what fails has a code, and the process lives')
}

function decode<Name extends Struct>(name: Name, bytes: Uint8Array): SchemaTypes[Name] {
  if (bytes.byteLength > MAX_REQUEST) throw RegistryError.TOO_LARGE(bytes.byteLength, MAX_REQUEST)
  try {
    return c.decode(getEncoding(name), bytes)
  } catch (err) {
    throw RegistryError.INVALID_REQUEST(err)
  }
}
