import { refusePlainWriter, isSeen } from '../base/members.ts'
import { checkName } from '../entry.ts'
import type { RegistryService } from '../service.ts'
import type { SchemaTypes } from '../spec/schema/types.d.ts'
import type { Access, Who } from './access.ts'
import type { Limits } from './limits.ts'
import { indexerKeys } from './members.ts'
import type { Mirrors } from './mirrors.ts'

export type Struct = keyof SchemaTypes

/** The parts of a server that methods use. */
export interface Parts {
  readonly service: RegistryService
  readonly access: Access
  readonly limits: Limits
  readonly mirrors: Mirrors
}

/** Who may call it, a request and a response of the spec, and what is done between them. */
export interface Method<Req extends Struct, Res extends Struct> {
  readonly who: Who | 'members'
  readonly request: Req
  readonly response: Res
  run(parts: Parts, request: SchemaTypes[Req]): Promise<SchemaTypes[Res]>
}

/** Every method that a server answers and a client can call. */
export const methods = {
  status: method({
    who: 'anyone',
    request: '@registry/status-request',
    response: '@registry/status',
    run: async ({ service, limits, mirrors }) => ({
      ...(await service.status()),
      blindPeers: mirrors.keys.length,
      unmirrored: mirrors.unmirrored,
      servers: indexerKeys(service.base),
      refused: limits.refused
    })
  }),
  'put-entry': method({
    who: 'writers',
    request: '@registry/put-request',
    response: '@registry/put-response',
    run: ({ service }, { entry, ...options }) => service.put(entry, options)
  }),
  'put-entries': method({
    who: 'writers',
    request: '@registry/put-all-request',
    response: '@registry/put-response',
    run: ({ service }, { entries, ...options }) => service.putAll(entries, options)
  }),
  'delete-entry': method({
    who: 'writers',
    request: '@registry/delete-request',
    response: '@registry/put-response',
    run: async ({ service }, { name, ...options }) => {
      checkName(name)
      return service.delete(name, options)
    }
  }),
  'add-writer': method({
    who: 'admins',
    request: '@registry/writer',
    response: '@registry/done',
    run: async ({ service }, { key, indexer }) => {
      refusePlainWriter(service.base)
      const seen = await isSeen(service.base, key)
      await service.addWriter(key, { indexer })
      return { seen }
    }
  }),
  'remove-writer': method({
    who: 'admins',
    request: '@registry/writer-key',
    response: '@registry/done',
    run: async ({ service }, { key, length }) => {
      refusePlainWriter(service.base)
      await service.removeWriter(key, { length })
      return {}
    }
  }),
  drain: method({
    who: 'admins',
    request: '@registry/status-request',
    response: '@registry/writer-key',
    run: async ({ service }) => {
      const length = await service.drain()
      return { key: service.localKey, length }
    }
  }),
  upgrade: method({
    who: 'admins',
    request: '@registry/status-request',
    response: '@registry/version',
    run: async ({ service }) => {
      refusePlainWriter(service.base)
      return { announced: await service.upgrade() }
    }
  }),
  append: method({
    who: 'members',
    request: '@registry/batch',
    response: '@registry/writer-key',
    run: ({ service }, { operations }) => service.writer.receive(operations)
  }),
  access: method({
    who: 'admins',
    request: '@registry/status-request',
    response: '@registry/access',
    run: async ({ access }) => access
  }),
  allow: method({
    who: 'admins',
    request: '@registry/access-request',
    response: '@registry/done',
    run: async ({ access }, { key, admin }) => {
      await access.allow(key, { admin })
      return {}
    }
  }),
  deny: method({
    who: 'admins',
    request: '@registry/access-request',
    response: '@registry/done',
    run: async ({ access }, { key, admin }) => {
      await access.deny(key, { admin })
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
