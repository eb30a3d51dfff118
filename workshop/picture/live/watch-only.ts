import type { Encoder } from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import Protomux from 'protomux'

/** Hypercore's protocol; the first of its messages says what a peer has, and whether it may be asked for it. */
const PROTOCOL = 'hypercore/alpha'

type State = Parameters<Encoder['encode']>[0]

/**
 * Tells the other end that nothing can be had here. A reader that is linked with all instances would
 * pass blocks on, as every peer does, and so mend the cut between two of them that it is to show.
 */
export function watchOnly(connection: Hyperswarm.Connection): void {
  const mux = Protomux.from(connection)
  const create = mux.createChannel.bind(mux)
  mux.createChannel = (options) => {
    const { protocol, messages: [sync, ...others] = [] } = options
    if (protocol !== PROTOCOL || !sync) return create(options)
    const { encoding } = sync
    const nothing = { uploading: false, canUpgrade: false }
    const quiet = {
      ...encoding,
      encode: (state: State, message: object) => encoding.encode(state, { ...message, ...nothing })
    }
    return create({ ...options, messages: [{ ...sync, encoding: quiet }, ...others] })
  }
}
