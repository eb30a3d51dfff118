// Generated beside the spec: run `npm run spec`, never edit.
import type { Dispatch, Operation as Of, Router as RouterOf } from 'hyperdispatch/types'
import type { SchemaTypes } from '../schema/types.d.ts'

export interface Operations {
  '@registry/add-writer': SchemaTypes['@registry/writer']
  '@registry/put-entry': SchemaTypes['@registry/entry']
  '@registry/batch': SchemaTypes['@registry/batch']
  '@registry/remove-writer': SchemaTypes['@registry/writer-key']
  '@registry/delete-entry': SchemaTypes['@registry/entry-name']
  '@registry/upgrade': SchemaTypes['@registry/version']
}

export type Operation = Of<Operations>
export declare const Router: new <Context>() => RouterOf<Operations, Context>
export type Router<Context> = RouterOf<Operations, Context>
export declare const encode: Dispatch<Operations>['encode']
export declare const decode: Dispatch<Operations>['decode']
