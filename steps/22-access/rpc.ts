import b4a from 'b4a'
import c from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

import { RegistryError } from './errors.ts'
import type { RegistryService } from './service.ts'
import { getEncoding } from './spec/schema/index.js'
import type { SchemaTypes } from './spec/schema/types.d.ts'

/** Bytes of one request. An entry at its limits takes a quarter of it. */
export const MAX_REQUEST = 64 * 1024
/** A key costs nothing: strangers, who may ask for the status, have one share all together. */
const CROWD = b4a.alloc(32)
const BYTES = { requestEncoding: null, responseEncoding: null }

type Struct = keyof SchemaTypes

/** Answers the requests of one connection, with one responder for each method. */
export function serve(service: RegistryService, connection: Hyperswarm.Connection): void {
  const rpc = new ProtomuxRPC(connection, { id: service.serverKey })
  const respond = responder(service, rpc, connection)

  respond('status', '@registry/status-request', '@registry/status', () => service.status())
  respond('put-entry', '@registry/put-request', '@registry/put-response', async (request) => {
    return service.put(request.entry, request)
  })
  respond('put-entries', '@registry/put-all-request', '@registry/put-response', (request) =>
    service.putAll(request.entries, request)
  )
  respond('delete-entry', '@registry/delete-request', '@registry/put-response', async (request) => {
    return service.delete(request.name, request)
  })
  respond('add-writer', '@registry/writer', '@registry/done', async ({ key, indexer }) => {
    await service.addWriter(key, { indexer })
    return {}
  })
  respond('remove-writer', '@registry/writer-key', '@registry/done', async ({ key, length }) => {
    await service.removeWriter(key, { length })
    return {}
  })
  respond('drain', '@registry/drain-request', '@registry/writer-key', async () => {
    return { key: service.localKey, length: await service.drain() }
  })
  respond('upgrade', '@registry/status-request', '@registry/version', async () => {
    return { announced: await service.upgrade() }
  })
  respond('access', '@registry/status-request', '@registry/access', async () => service.access)
  respond('allow', '@registry/access-request', '@registry/done', async ({ key, admin }) => {
    await service.access.allow(key, { admin })
    return {}
  })
  respond('deny', '@registry/access-request', '@registry/done', async ({ key, admin }) => {
    await service.access.deny(key, { admin })
    return {}
  })
}

/** Adds methods; whatever one throws reaches its caller as an error with a code, and only there. */
function responder(service: RegistryService, rpc: ProtomuxRPC, connection: Hyperswarm.Connection) {
  const { access, limits } = service
  const key = connection.remotePublicKey
  const answered = limits.watch(connection, () => rpc.mux.drained)
  return <Req extends Struct, Res extends Struct>(
    method: string,
    request: Req,
    response: Res,
    handler: (request: SchemaTypes[Req]) => Promise<SchemaTypes[Res]>
  ): void => {
    rpc.respond(method, BYTES, async (bytes) => {
      try {
        // Who comes before how much: what a stranger asks for takes nobody's place.
        if (!access.permits(method, key)) throw RegistryError.UNAUTHORIZED(method)
        const who = access.open || access.isListed(key) ? key : CROWD
        const answer = await limits.run(who, async () => {
          return c.encode(getEncoding(response), await handler(decode(request, bytes)))
        })
        answered(answer.byteLength)
        return answer
      } catch (err) {
        answered()
        if (err instanceof RegistryError) throw err
        // The RPC layer lets a TypeError kill the process: nothing but our own errors may pass.
        service.emit('warning', err)
        throw RegistryError.INTERNAL(err)
      }
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
