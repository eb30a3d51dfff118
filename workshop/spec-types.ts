/** The parts of spec/db/db.json that the types need. */
export interface DbJson {
  schema: {
    name: string
    namespace: string
    type: number
    key: string[]
    schema?: string
    collection?: string
  }[]
}

/** The parts of spec/dispatch/dispatch.json that the types need. */
export interface DispatchJson {
  schema: { name: string; requestType: string }[]
}

const HEADER = '// Generated beside the spec: run `npm run spec`, never edit.\n'
const COLLECTION = 1

/** Declarations for spec/schema/index.js. */
export function schemaTypes(): string {
  return `${HEADER}import type { Encoder } from 'compact-encoding'
import type { SchemaTypes } from './types.d.ts'

export function getEncoding<N extends keyof SchemaTypes>(name: N): Encoder<SchemaTypes[N]>
`
}

/** Declarations for spec/db/index.js: the row and the key of each collection and index. */
export function dbTypes(db: DbJson): string {
  const struct = new Map(db.schema.map((item) => [fullName(item), item.schema]))
  const rows = (type: (item: DbJson['schema'][number]) => boolean) =>
    db.schema.filter(type).map((item) => {
      const row = `SchemaTypes['${item.schema ?? struct.get(item.collection ?? '')}']`
      const key = item.key.map((field) => `'${field}'`).join(' | ') || 'never'
      return `    '${fullName(item)}': { row: ${row}; key: Pick<${row}, ${key}> }\n`
    })
  return `${HEADER}import type { Definition } from 'hyperdb'
import type { SchemaTypes } from '../schema/types.d.ts'

export interface Registry {
  collections: {
${rows((item) => item.type === COLLECTION).join('')}  }
  indexes: {
${rows((item) => item.type !== COLLECTION).join('')}  }
}

declare const definition: Definition<Registry>
export default definition
`
}

/** Declarations for spec/dispatch/index.js: the value that each operation carries. */
export function dispatchTypes(dispatch: DispatchJson): string {
  const rows = dispatch.schema.map(
    (item) => `  '${item.name}': SchemaTypes['${item.requestType}']\n`
  )
  return `${HEADER}import type { Dispatch, Operation as Of, Router as RouterOf } from 'hyperdispatch/types'
import type { SchemaTypes } from '../schema/types.d.ts'

export interface Operations {
${rows.join('')}}

export type Operation = Of<Operations>
export declare const Router: new <Context>() => RouterOf<Operations, Context>
export type Router<Context> = RouterOf<Operations, Context>
export declare const encode: Dispatch<Operations>['encode']
export declare const decode: Dispatch<Operations>['decode']
`
}

function fullName(item: { namespace: string; name: string }) {
  return `@${item.namespace}/${item.name}`
}
