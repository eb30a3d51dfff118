import { RegistryError } from '../errors.ts'
import { refusePlainWriter, isSeen } from '../base/members.ts'
import { checkName } from '../entry.ts'
import type { RegistryService } from '../service.ts'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import type { Key } from '../view.ts'
import type { Mirrors } from './mirrors.ts'

export type Struct = keyof SchemaTypes

/** The parts of a server that methods use. */
export interface Parts {
  readonly service: RegistryService
  isAdmin(key: Key): boolean
  readonly mirrors: Mirrors
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
    run: async ({ service, mirrors }) => ({
      ...(await service.status()),
      blindPeers: mirrors.keys.length,
      unmirrored: mirrors.unmirrored
    })
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
      refusePlainWriter(server.service.base)
      const seen = await isSeen(server.service.base, key)
      await server.service.addWriter(key, { indexer })
      return { seen }
    }
  }),
  'remove-writer': method({
    request: '@registry/writer-key',
    response: '@registry/done',
    run: async (server, { key, length }, caller) => {
      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('remove-writer')
      refusePlainWriter(server.service.base)
      await server.service.removeWriter(key, { length })
      return {}
    }
  }),
  drain: method({
    request: '@registry/status-request',
    response: '@registry/writer-key',
    run: async (server, _, caller) => {
      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('drain')
      const length = await server.service.drain()
      return { key: server.service.localKey, length }
    }
  })
}

function method<Req extends Struct, Res extends Struct>(of: Method<Req, Res>): Method<Req, Res> {
  return of
}

export type MethodName = keyof typeof methods
export type RequestOf<Name extends MethodName> = Parameters<(typeof methods)[Name]['run']>[1]
export type ResponseOf<Name extends MethodName> = Awaited<ReturnType<(typeof methods)[Name]['run']>>
