import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { todo } from '#todo'

export interface SwarmOptions {
  /** Where to enter the DHT; default: the public DHT. */
  bootstrap?: HyperDHT.Address[]
  /** Address to bind to; '127.0.0.1' keeps all traffic on this machine. */
  host?: string
  /** False where all peers are on one machine: there is nothing to punch a hole through. */
  firewalled?: boolean
}

/** A swarm whose key pair comes from the store: after a restart the server key is the same. */
export async function createSwarm(store: Corestore, options: SwarmOptions): Promise<Hyperswarm> {
  throw todo('06.1', 'a DHT node and a swarm with one key pair, which comes from the store')
}
