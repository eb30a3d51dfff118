import type { RegistryService } from '../service.ts'
import type { SchemaTypes } from '../spec/schema/types.d.ts'

export type Struct = keyof SchemaTypes

/** The parts of a server that methods use. */
export interface Parts {
  readonly service: RegistryService
}

/** A request and a response of the spec, and what is done between them. */
export interface Method<Req extends Struct, Res extends Struct> {
  readonly request: Req
  readonly response: Res
  run(parts: Parts, request: SchemaTypes[Req]): Promise<SchemaTypes[Res]>
}

/** Every method that a server answers. */
export const methods = {
  'put-entry': method({
    request: '@registry/put-request',
    response: '@registry/put-response',
    run: ({ service }, { entry, ...options }) => service.put(entry, options)
  })
}

function method<Req extends Struct, Res extends Struct>(of: Method<Req, Res>): Method<Req, Res> {
  return of
}
