import HyperdbBuilder from 'hyperdb/builder'
import Hyperdispatch from 'hyperdispatch'
import Hyperschema from 'hyperschema'
import { todo } from '#todo'

/** Writes the registry's spec into `dir`: how things are encoded, stored, found and dispatched. */
export function build(dir: string): void {
  const schema = Hyperschema.from(`${dir}/schema`)
  const structs = schema.namespace('registry')
  structs.register({
    name: 'entry',
    fields: [
      { name: 'name', type: 'string', required: true },
      { name: 'driveKey', type: 'fixed32', required: true },
      { name: 'type', type: 'string', required: true },
      { name: 'owner', type: 'string' },
      { name: 'description', type: 'string' }
    ]
  })
  throw todo('04.1', 'register the struct writer: its key and, after it, indexer, a bool')
  structs.register({ name: 'skipped', fields: [{ name: 'blocks', type: 'uint', required: true }] })
  Hyperschema.toDisk(schema)

  const db = HyperdbBuilder.from(`${dir}/schema`, `${dir}/db`)
  const { collections, indexes } = db.namespace('registry')
  collections.register({ name: 'entry', schema: '@registry/entry', key: ['name'] })
  indexes.register({ name: 'entry-by-drive-key', collection: '@registry/entry', key: ['driveKey'] })
  indexes.register({ name: 'entry-by-type', collection: '@registry/entry', key: ['type'] })
  indexes.register({ name: 'entry-by-owner', collection: '@registry/entry', key: ['owner'] })
  collections.register({ name: 'skipped', schema: '@registry/skipped', key: [] })
  HyperdbBuilder.toDisk(db)

  const dispatch = Hyperdispatch.from(`${dir}/schema`, `${dir}/dispatch`)
  const operations = dispatch.namespace('registry')
  operations.register({ name: 'add-writer', requestType: '@registry/writer' })
  operations.register({ name: 'put-entry', requestType: '@registry/entry' })
  Hyperdispatch.toDisk(dispatch)
}
