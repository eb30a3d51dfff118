declare module 'autobase' {
  import type Corestore from 'corestore'
  import type Hypercore from 'hypercore'
  import type ReadyResource from 'ready-resource'
  import type { Duplex } from 'node:stream'

  namespace Autobase {
    /** One appended block, as apply sees it. */
    interface Node<Value> {
      value: Value
      /** The writer's core; `from.key` is its local key. */
      from: Hypercore
      /** Length of the writer's core after this block. */
      length: number
      heads: Head[]
    }

    interface Head {
      key: Uint8Array
      length: number
    }

    /** What apply may ask of the base, beside writing to the view. */
    interface Host {
      /** Key of the base. */
      readonly key: Uint8Array
      addWriter(key: Uint8Array, options?: { indexer?: boolean }): Promise<void>
      removeWriter(key: Uint8Array): Promise<void>
      /** False for the last indexer, which the base refuses to remove. */
      removeable(key: Uint8Array): boolean
      /** Stops the base here, before this block; it throws. */
      interrupt(reason: string): never
    }

    /** The store that open receives: cores made here are undone and replayed by the base. */
    interface ViewStore {
      get(name: string): Hypercore
      get(options: { name: string; valueEncoding: 'utf-8' }): Hypercore<string>
    }

    interface Options<View, Value> {
      /** How blocks are encoded in a writer's core; default: binary. */
      valueEncoding?: 'json' | 'binary' | 'utf-8'
      open(store: ViewStore, host: Host): View
      close?(view: View): Promise<void>
      apply(nodes: Node<Value>[], view: View, host: Host): Promise<void>
      /** Milliseconds between an indexer's looks at what it could sign. */
      ackInterval?: number
      ackThreshold?: number
    }

    interface Member {
      key: Uint8Array
      isIndexer: boolean
      length: number
    }

    interface System {
      indexers: Member[]
      members: number
      /** The system as it was at that length; close it when done. */
      checkout(length: number): Promise<System>
      close(): Promise<void>
      get(
        key: Uint8Array
      ): Promise<{ isIndexer: boolean; isRemoved: boolean; length: number } | null>
      list(): AsyncIterable<{
        key: Uint8Array
        value: { isIndexer: boolean; isRemoved: boolean; length: number }
      }>
    }
  }

  class Autobase<View, Value = Uint8Array> extends ReadyResource {
    constructor(
      store: Corestore,
      bootstrap: Uint8Array | null,
      options: Autobase.Options<View, Value>
    )
    readonly view: View
    readonly store: Corestore
    /** Key of the first writer's core: what others pass as bootstrap. */
    readonly key: Uint8Array
    readonly discoveryKey: Uint8Array
    /** The core of the system: who writes, who signs, and how far. */
    readonly core: Hypercore
    /** This instance's own writer core. */
    readonly local: Hypercore
    readonly writable: boolean
    readonly isIndexer: boolean
    /** True while blocks are being ordered and applied. */
    readonly updating: boolean
    /** Length of `core`; 0 until something of the base has come. */
    readonly length: number
    readonly signedLength: number
    /** Length of the system whose order is final for this peer, signed or not. */
    readonly indexedLength: number
    readonly system: Autobase.System | null
    readonly linearizer: {
      indexers: { core: Hypercore; readonly length: number }[]
      addHead(node: object): void
    }
    /** This peer's own; null while it may not write. */
    readonly localWriter: { core: Hypercore } | null
    readonly activeWriters: Iterable<{
      core: Hypercore
      /** Number of its blocks that are ordered. */
      length: number
      /** Its next block that is to be ordered; null where there is none. */
      advance(): { value: Uint8Array | null; batch: number } | null
    }>
    /** Why the base closed itself, if it did. */
    getLastError(): Error | null
    /** Set once the base was stopped by `host.interrupt`. */
    interrupted: string | null
    /** True from then on, and while it closes: it orders and appends nothing. */
    _interrupting: boolean
    readonly wakeupProtocol: object
    /** Where peers tell each other which writers have moved; null before it is open. */
    readonly wakeupSession: {
      readonly peers: Iterable<object>
      announce(peer: object, hints: Autobase.Head[]): void
    } | null
    /** The fast-forward that is under way: to which core of the system, and for what it waits. */
    readonly fastForwarding: {
      readonly key: Uint8Array
      readonly waiting: ReadonlySet<object>
      close(): Promise<void>
    } | null
    /** What apply has made so far; it goes on, or begins again, with `_catchupApplyState`. */
    readonly _applyState: {
      indexersUpdated: boolean
      shouldMigrate(): Promise<boolean>
      catchup(linearizer: object): Promise<boolean>
    }
    _caughtup: boolean
    /** Goes on from what a majority has signed further on, if that is here. */
    _applyFastForward(): Promise<void>
    /** Orders and applies what has come, until there is no more. */
    _drain(): Promise<void>
    _catchupApplyState(): Promise<boolean>
    /** Adds what other writers have written to the order; returns how many blocks. */
    _addRemoteHeads(): Promise<number>
    /** Notes what has come of each writer. */
    _updateAll(): Promise<unknown>
    /** Resolves to the length of `local` behind what was appended. */
    append(value: Value | Value[] | null): Promise<number>
    update(): Promise<void>
    /** Appends a null block if it helps to sign something; does nothing otherwise. */
    ack(): Promise<void>
    /** Orders and applies nothing until `resume`. */
    pause(): void
    resume(): void
    /** Waits for the ordering that is under way. */
    advance(): Promise<void>
    heads(): Autobase.Head[]
    /** What peers tell about writers that have moved: it opens their cores. */
    hintWakeup(hints: Autobase.Head[]): void
    replicate(stream: boolean | Duplex): Duplex
    static getLocalKey(store: Corestore): Promise<Uint8Array>
  }

  export = Autobase
}
