import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'
import { todo } from '#todo'

import { RegistryError } from './errors.ts'
import type { RegistryService } from './service.ts'
import { getEncoding } from './spec/schema/index.js'
import type { SchemaTypes } from './spec/schema/types.d.ts'

/** Bytes of one request. An entry at its limits takes a quarter of it. */
export const MAX_REQUEST = 64 * 1024
const BYTES = { requestEncoding: null, responseEncoding: null }

type Struct = keyof SchemaTypes

/** Answers the requests of one connection, with one responder for each method. */
export function serve(service: RegistryService, connection: Hyperswarm.Connection): void {
  const rpc = new ProtomuxRPC(connection, { id: service.serverKey })
  const respond = responder(rpc, (err) => service.emit('warning', err))

  respond('status', '@registry/status-request', '@registry/status', () => service.status())
  respond('put-entry', '@registry/put-request', '@registry/put-response', async (request) => {
    throw todo('06.3', 'store what the request carries; the answer is what the service answers')
  })
}

/** Adds methods; whatever one throws reaches its caller as an error with a code, and only there. */
function responder(rpc: ProtomuxRPC, warn: (err: unknown) => void) {
  return <Req extends Struct, Res extends Struct>(
    method: string,
    request: Req,
    response: Res,
    handler: (request: SchemaTypes[Req]) => Promise<SchemaTypes[Res]>
  ): void => {
    rpc.respond(method, BYTES, async (bytes) => {
      throw todo(
        '06.2',
        'decode the bytes, call the handler, encode its answer; every error has a code'
      )
    })
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
