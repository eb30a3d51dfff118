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
    /** The database in the core; a batch reads through the core that it was made with. */
    readonly db: {
      batch(options: { update: false; wait?: false; timeout?: number }): {
        getBySeq(seq: number): Promise<{ key: Uint8Array; value: Uint8Array }>
        close(): Promise<void>
      }
    }
    /** The system as it was at that length; close it when done. */
    checkout(length: number): Promise<SystemView>
    list(): AsyncIterable<{ key: Uint8Array; value: { length: number; isRemoved: boolean } }>
    /** Lengths of the core after each update; closes the core that it is given. */
    static flushes(core: Hypercore, options: { reverse: true }): AsyncIterable<{ length: number }>
  }

  export = SystemView
}

declare module 'autobase/lib/messages.js' {
  import type { Encoder } from 'compact-encoding'

  /** A block of a writer's core, as Autobase stores it. */
  interface OplogMessage {
    node: { heads: { key: Uint8Array; length: number }[]; value: Uint8Array | null }
    checkpoint: {
      system: { checkpointer: number; checkpoint: { length: number } | null } | null
    } | null
  }

  /** What the system says after each update. */
  interface SystemInfo {
    /** How many may write. */
    members: number
    indexers: { key: Uint8Array; length: number }[]
    /** Admitted as indexers, before they have written. */
    pendingIndexers: Uint8Array[]
    views: { key: Uint8Array; length: number }[]
  }

  const messages: {
    OplogMessage: Encoder<OplogMessage>
    Info: Encoder<SystemInfo>
    /** What the system has of one writer: the length of its core. */
    Member: Encoder<{ length: number }>
  }
  export type { OplogMessage, SystemInfo }
  export default messages
}
