// Generated beside the spec: run `npm run spec`, never edit.
import type { Definition } from 'hyperdb'
import type { SchemaTypes } from '../schema/types.d.ts'

export interface Registry {
  collections: {
    '@registry/entry': { row: SchemaTypes['@registry/entry']; key: Pick<SchemaTypes['@registry/entry'], 'name'> }
    '@registry/skipped': { row: SchemaTypes['@registry/skipped']; key: Pick<SchemaTypes['@registry/skipped'], never> }
    '@registry/unchanged': { row: SchemaTypes['@registry/unchanged']; key: Pick<SchemaTypes['@registry/unchanged'], never> }
    '@registry/role': { row: SchemaTypes['@registry/writer']; key: Pick<SchemaTypes['@registry/writer'], 'key'> }
    '@registry/version': { row: SchemaTypes['@registry/version']; key: Pick<SchemaTypes['@registry/version'], never> }
  }
  indexes: {
    '@registry/entry-by-drive-key': { row: SchemaTypes['@registry/entry']; key: Pick<SchemaTypes['@registry/entry'], 'driveKey'> }
    '@registry/entry-by-type': { row: SchemaTypes['@registry/entry']; key: Pick<SchemaTypes['@registry/entry'], 'type'> }
    '@registry/entry-by-owner': { row: SchemaTypes['@registry/entry']; key: Pick<SchemaTypes['@registry/entry'], 'owner'> }
  }
}

declare const definition: Definition<Registry>
export default definition
