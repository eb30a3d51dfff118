import HyperdbBuilder from 'hyperdb/builder'
import Hyperdispatch from 'hyperdispatch'
import Hyperschema from 'hyperschema'

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
  structs.register({
    name: 'writer',
    fields: [
      { name: 'key', type: 'fixed32', required: true },
      { name: 'indexer', type: 'bool' }
    ]
  })
  structs.register({ name: 'skipped', fields: [{ name: 'blocks', type: 'uint', required: true }] })
  structs.register({ name: 'unchanged', fields: [{ name: 'count', type: 'uint', required: true }] })
  structs.register({
    name: 'put-request',
    fields: [
      { name: 'entry', type: '@registry/entry', required: true },
      { name: 'durable', type: 'bool' },
      { name: 'timeout', type: 'uint' }
    ]
  })
  structs.register({
    name: 'put-response',
    fields: [
      { name: 'length', type: 'uint', required: true },
      { name: 'signed', type: 'bool' }
    ]
  })
  structs.register({ name: 'status-request', fields: [] })
  structs.register({
    name: 'member',
    fields: [
      { name: 'key', type: 'fixed32', required: true },
      { name: 'length', type: 'uint', required: true },
      { name: 'silence', type: 'uint', required: true }
    ]
  })
  structs.register({
    name: 'status',
    fields: [
      { name: 'key', type: 'fixed32', required: true },
      { name: 'localKey', type: 'fixed32', required: true },
      { name: 'viewKey', type: 'fixed32', required: true },
      { name: 'writable', type: 'bool', required: true },
      { name: 'isIndexer', type: 'bool', required: true },
      { name: 'indexers', type: 'uint', required: true },
      { name: 'length', type: 'uint', required: true },
      { name: 'signedLength', type: 'uint', required: true },
      { name: 'skipped', type: 'uint', required: true },
      { name: 'members', type: '@registry/member', array: true },
      { name: 'draining', type: 'bool' },
      { name: 'blindPeers', type: 'uint' },
      { name: 'unmirrored', type: 'uint' },
      { name: 'version', type: 'uint' },
      { name: 'halted', type: 'string' },
      { name: 'refused', type: 'uint' },
      { name: 'forked', type: 'fixed32', array: true },
      { name: 'recovering', type: 'bool' },
      { name: 'servers', type: 'fixed32', array: true },
      { name: 'lead', type: 'fixed32' }
    ]
  })
  structs.register({
    name: 'batch',
    fields: [{ name: 'operations', type: 'buffer', array: true, required: true }]
  })
  structs.register({ name: 'done', fields: [{ name: 'seen', type: 'bool' }] })
  structs.register({
    name: 'writer-key',
    fields: [
      { name: 'key', type: 'fixed32', required: true },
      { name: 'length', type: 'uint' }
    ]
  })
  structs.register({
    name: 'entry-name',
    fields: [{ name: 'name', type: 'string', required: true }]
  })
  structs.register({
    name: 'delete-request',
    fields: [
      { name: 'name', type: 'string', required: true },
      { name: 'durable', type: 'bool' },
      { name: 'timeout', type: 'uint' }
    ]
  })
  structs.register({
    name: 'put-all-request',
    fields: [
      { name: 'entries', type: '@registry/entry', array: true, required: true },
      { name: 'durable', type: 'bool' },
      { name: 'timeout', type: 'uint' }
    ]
  })
  structs.register({
    name: 'version',
    fields: [{ name: 'announced', type: 'uint', required: true }]
  })
  structs.register({
    name: 'access-request',
    fields: [
      { name: 'key', type: 'fixed32', required: true },
      { name: 'admin', type: 'bool' }
    ]
  })
  structs.register({
    name: 'access',
    fields: [
      { name: 'writers', type: 'fixed32', array: true, required: true },
      { name: 'admins', type: 'fixed32', array: true, required: true },
      { name: 'open', type: 'bool' }
    ]
  })
  Hyperschema.toDisk(schema)
  const db = HyperdbBuilder.from(`${dir}/schema`, `${dir}/db`)
  const { collections, indexes } = db.namespace('registry')
  collections.register({ name: 'entry', schema: '@registry/entry', key: ['name'] })
  indexes.register({ name: 'entry-by-drive-key', collection: '@registry/entry', key: ['driveKey'] })
  indexes.register({ name: 'entry-by-type', collection: '@registry/entry', key: ['type'] })
  indexes.register({ name: 'entry-by-owner', collection: '@registry/entry', key: ['owner'] })
  collections.register({ name: 'skipped', schema: '@registry/skipped', key: [] })
  collections.register({ name: 'unchanged', schema: '@registry/unchanged', key: [] })
  collections.register({ name: 'role', schema: '@registry/writer', key: ['key'] })
  collections.register({ name: 'version', schema: '@registry/version', key: [] })
  HyperdbBuilder.toDisk(db)
  const dispatch = Hyperdispatch.from(`${dir}/schema`, `${dir}/dispatch`)
  const operations = dispatch.namespace('registry')
  operations.register({ name: 'add-writer', requestType: '@registry/writer' })
  operations.register({ name: 'put-entry', requestType: '@registry/entry' })
  operations.register({ name: 'batch', requestType: '@registry/batch' })
  operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })
  operations.register({ name: 'delete-entry', requestType: '@registry/entry-name' })
  operations.register({ name: 'upgrade', requestType: '@registry/version' })
  Hyperdispatch.toDisk(dispatch)
}
