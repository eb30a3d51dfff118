/** The parts of autobase that a recorder reads from outside; the package has no other door to them. */
declare module 'autobase/lib/system.js' {
  import type Hypercore from 'hypercore'
  import type ReadyResource from 'ready-resource'

  /** Reads a core of the system: every update of the order, with the views and members then. */
  class SystemView extends ReadyResource {
    constructor(core: Hypercore)
    readonly views: { key: Uint8Array; length: number }[]
    /** How many may write. */
    readonly members: number
    readonly indexers: { key: Uint8Array; length: number }[]
    /** Admitted as indexers, before they have written. */
    readonly pendingIndexers: Uint8Array[]
    /** All nodes after that length, which must be one of an update, and how they were applied. */
    history(since: number): Promise<{
      updates: { batch: number; systemLength: number }[]
      nodes: { key: Uint8Array; length: number; batch: number }[]
    }>
    list(): AsyncIterable<{ key: Uint8Array; value: { length: number; isRemoved: boolean } }>
    /** Lengths of the core after each update; closes the core that it is given. */
    static flushes(core: Hypercore, options: { reverse: true }): AsyncIterable<{ length: number }>
  }

  export = SystemView
}

declare module 'autobase/lib/messages.js' {
  /** A block of a writer's core, as Autobase stores it. */
  interface OplogMessage {
    node: { heads: { key: Uint8Array; length: number }[]; value: Uint8Array | null }
    checkpoint: {
      system: { checkpointer: number; checkpoint: { length: number } | null } | null
    } | null
  }

  const messages: { OplogMessage: { decode(state: object): OplogMessage } }
  export type { OplogMessage }
  export default messages
}
