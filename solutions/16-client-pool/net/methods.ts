import { RegistryError } from '../errors.ts'
import { checkName } from '../entry.ts'
import type { RegistryService } from '../service.ts'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import type { Key } from '../view.ts'

export type Struct = keyof SchemaTypes

/** The parts of a server that methods use. */
export interface Parts {
  readonly service: RegistryService
  isAdmin(key: Key): boolean
}

/** A request and a response of the spec, and what is done between them. */
export interface Method<Req extends Struct, Res extends Struct> {
  readonly request: Req
  readonly response: Res
  /** `caller` is the public key at the other end; the handshake has proven it. */
  run(parts: Parts, request: SchemaTypes[Req], caller: Key): Promise<SchemaTypes[Res]>
}

/** Every method that a server answers and a client can call. */
export const methods = {
  status: method({
    request: '@registry/status-request',
    response: '@registry/status',
    run: ({ service }) => service.status()
  }),
  'put-entry': method({
    request: '@registry/put-request',
    response: '@registry/put-response',
    run: ({ service }, { entry, ...options }) => service.put(entry, options)
  }),
  'put-entries': method({
    request: '@registry/put-all-request',
    response: '@registry/put-response',
    run: ({ service }, { entries, ...options }) => service.putAll(entries, options)
  }),
  'delete-entry': method({
    request: '@registry/delete-request',
    response: '@registry/put-response',
    run: async ({ service }, { name, ...options }) => {
      checkName(name)
      return service.delete(name, options)
    }
  }),
  'add-writer': method({
    request: '@registry/writer',
    response: '@registry/done',
    run: async (server, { key, indexer }, caller) => {
      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('add-writer')
      await server.service.addWriter(key, { indexer })
      return {}
    }
  }),
  'remove-writer': method({
    request: '@registry/writer-key',
    response: '@registry/done',
    run: async (server, { key }, caller) => {
      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('remove-writer')
      await server.service.removeWriter(key)
      return {}
    }
  })
}

function method<Req extends Struct, Res extends Struct>(of: Method<Req, Res>): Method<Req, Res> {
  return of
}

export type MethodName = keyof typeof methods
export type RequestOf<Name extends MethodName> = Parameters<(typeof methods)[Name]['run']>[1]
export type ResponseOf<Name extends MethodName> = Awaited<ReturnType<(typeof methods)[Name]['run']>>
