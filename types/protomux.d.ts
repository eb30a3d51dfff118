declare module 'protomux' {
  import type { Duplex } from 'node:stream'
  import type { Encoder } from 'compact-encoding'

  namespace Protomux {
    interface Channel {
      open(handshake: Uint8Array): void
    }

    interface Message {
      encoding: Encoder
    }
  }

  /** Several protocols on one stream. */
  class Protomux {
    /** The one of this stream; makes it where there is none. */
    static from(stream: Duplex): Protomux
    /** What the other end opens under that name waits for `notify`, and is refused if nobody has opened it then. */
    pair(options: { protocol: string }, notify: () => Promise<void>): void
    /** Null if there is one already. */
    createChannel(options: {
      protocol: string
      handshake: Encoder<Uint8Array>
      /** Both ends have opened it; gets the other end's handshake. */
      onopen?: ((handshake: Uint8Array) => void) | undefined
      messages?: Protomux.Message[]
    }): Protomux.Channel | null
  }

  export = Protomux
}
