declare module 'blind-peering' {
  import type Autobase from 'autobase'
  import type Corestore from 'corestore'
  import type HyperDHT from 'hyperdht'

  namespace BlindPeering {
    interface Options {
      /** The blind peers; `mirrors`, as in an example of older days, is ignored. */
      keys?: Uint8Array[]
      /** How many of them mirror a base; default: 2. */
      pick?: number
      wakeup?: object
    }

    interface AddOptions {
      /** True asks the blind peer to be found by all who look for these cores. */
      announce?: boolean
    }
  }

  class BlindPeering {
    constructor(dht: HyperDHT, store: Corestore, options?: BlindPeering.Options)
    /** Who the blind peers see; the key pair of the DHT unless set. */
    keyPair: HyperDHT.KeyPair | undefined
    /** Resolves when connected, and not before: never where the blind peer is away. */
    addAutobase<View, Value>(
      base: Autobase<View, Value>,
      options?: BlindPeering.AddOptions
    ): Promise<void>
    addAutobaseBackground<View, Value>(
      base: Autobase<View, Value>,
      options?: BlindPeering.AddOptions
    ): void
    close(): Promise<void>
  }

  export = BlindPeering
}
