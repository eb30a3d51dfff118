import HyperdbBuilder from 'hyperdb/builder'
import Hyperschema from 'hyperschema'

/** Writes the registry's spec into `dir`: how an entry is encoded, stored and found. */
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
  Hyperschema.toDisk(schema)

  const db = HyperdbBuilder.from(`${dir}/schema`, `${dir}/db`)
  const { collections, indexes } = db.namespace('registry')
  collections.register({ name: 'entry', schema: '@registry/entry', key: ['name'] })
  indexes.register({ name: 'entry-by-drive-key', collection: '@registry/entry', key: ['driveKey'] })
  indexes.register({ name: 'entry-by-type', collection: '@registry/entry', key: ['type'] })
  indexes.register({ name: 'entry-by-owner', collection: '@registry/entry', key: ['owner'] })
  HyperdbBuilder.toDisk(db)
}
