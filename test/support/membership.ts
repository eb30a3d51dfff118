import * as fc from 'fast-check'
import b4a from 'b4a'

/** Members of a base, as its system has them, and a key that is to be removed. */
export interface Membership {
  /** Byte of the key that is asked for; 1 is the instance's own. */
  key: number
  /** Null: nobody has that key. */
  member: { isRemoved: boolean; isIndexer: boolean } | null
  /** Bytes of the indexers' keys. */
  indexers: number[]
}

/** A base has an indexer, and who signs is a member. */
export const memberships: fc.Arbitrary<Membership> = fc
  .record({
    key: fc.integer({ min: 1, max: 3 }),
    member: fc.option(fc.record({ isRemoved: fc.boolean(), isIndexer: fc.boolean() })),
    indexers: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1 })
  })
  .map(({ key, member, indexers }) => {
    const signs = { isRemoved: false, isIndexer: true }
    return { key, member: indexers.includes(key) ? signs : member, indexers }
  })

/** The parts of a base that are asked for that. */
export function baseOf({ key, member, indexers }: Membership) {
  const system = {
    indexers: indexers.map((byte) => ({ key: b4a.alloc(32, byte) })),
    get: async () => member,
    async *list() {
      if (member !== null) yield { key: b4a.alloc(32, key), value: member }
    }
  }
  return {
    closing: false,
    local: { key: b4a.alloc(32, 1) },
    system,
    // Those that sign the view as it is signed now; the system is ahead of it.
    linearizer: { indexers: [1, 2, 3].map((byte) => ({ core: { key: b4a.alloc(32, byte) } })) },
    advance: async () => {}
  }
}

export function tellMembership({ key, member, indexers }: Membership): string {
  const kind = member?.isIndexer ? 'an indexer' : 'a plain writer'
  const what = member === null ? 'nobody' : `${kind}${member.isRemoved ? ', removed' : ''}`
  return `writer ${key} is to be removed (${what}), by writer 1, with indexers ${indexers.join(', ') || 'none'}`
}
