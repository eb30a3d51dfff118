declare module 'hyperbee2' {
  import type Corestore from 'corestore'
  import type Hypercore from 'hypercore'

  class Hyperbee {
    constructor(store: Corestore, options?: { core?: Hypercore })
    /** Nodes of the tree that are kept in memory. */
    readonly cache: { empty(): void }
    /** Goes on from the last block of its core. */
    update(): void
  }

  export = Hyperbee
}
