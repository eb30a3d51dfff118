declare module 'hypercore' {
  import type { Encoder } from 'compact-encoding'
  import type ReadyResource from 'ready-resource'

  class Hypercore<Block = Uint8Array> extends ReadyResource {
    /** The key of a core that this public key signs alone. */
    static key(publicKey: Uint8Array): Uint8Array
    readonly key: Uint8Array
    readonly discoveryKey: Uint8Array
    readonly length: number
    /** Length that a quorum of signers has confirmed. */
    readonly signedLength: number
    /** Blocks from 0 that are here without a gap. */
    readonly contiguousLength: number
    readonly byteLength: number
    /** Another one after each time that it was cut back. */
    readonly fork: number
    readonly writable: boolean
    /** Who signs it, and how much it has taken over; null until a peer has told. */
    readonly manifest: {
      signers: { publicKey: Uint8Array }[]
      prologue: { length: number } | null
    } | null
    /** What its sessions share. */
    readonly core: Hypercore.Core
    /** Not 0 while it compares what it has with its peers, and appends nothing. */
    readonly recovering: number
    /** Resolves once its peers have no more blocks of it than are here. */
    recover(): Promise<void>
    readonly peers: {
      remotePublicKey: Uint8Array
      remoteLength: number
      /** Blocks from 0 that the peer has told it has. */
      remoteContiguousLength: number
    }[]
    get(index: number, options?: Hypercore.GetOptions): Promise<Block>
    append(block: Block | Block[]): Promise<{ length: number }>
    /** Cuts the core back to that many blocks. */
    truncate(length: number): Promise<void>
    treeHash(length?: number): Promise<Uint8Array>
    update(options?: { wait?: boolean }): Promise<boolean>
    /** Tells update and get to wait for peers until the returned function is called. */
    findingPeers(): () => void
    download(range: { start: number; end: number } | { blocks: number[] }): {
      done(): Promise<void>
      destroy(): void
    }
    session(options?: Hypercore.SessionOptions): Hypercore
    /** The core as it is now, whatever is cut back or appended later. */
    snapshot(): Hypercore<Block>
    /** What this instance keeps beside the core, and never sends; null if there is nothing. */
    getUserData(key: string): Promise<Uint8Array | null>
    setUserData(key: string, value: Uint8Array): Promise<void>
  }

  namespace Hypercore {
    interface Core {
      /** A bit per block: whether it is here. */
      readonly bitfield: {
        set(index: number, bit: boolean): void
        /** The first index from there on that has this bit. */
        findFirst(bit: boolean, from: number): number
        /** The pages of so many blocks, 4096 bytes each. */
        toBuffer(length: number): Uint8Array
      }
      readonly header: { readonly hints: { contiguousLength: number } }
      /** What is signed. */
      readonly state: { readonly length: number }
      readonly storage: {
        /** The blocks that are on the disk. */
        createBlockStream(): AsyncIterable<{ index: number; value: Uint8Array }>
        write(): {
          putBitfieldPage(page: number, bits: Uint8Array): void
          flush(): Promise<void>
        }
      }
    }
    interface SessionOptions {
      snapshot?: boolean
      writable?: boolean
      /** A state of its own, beside the signed one. */
      name?: string
      /** Of a store: its writes wait for the flush of that. */
      atom?: object
    }
    interface GetOptions {
      timeout?: number
      wait?: boolean
      /** What decodes the block; default: nothing does. */
      valueEncoding?: Encoder<Uint8Array>
    }
  }

  export = Hypercore
}
