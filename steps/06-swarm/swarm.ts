import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { todo } from '#todo'

export interface SwarmOptions {
  /** Where to enter the DHT; the public one unless told. */
  bootstrap?: HyperDHT.Address[]
  /** Address to bind to; '127.0.0.1' keeps all traffic on this machine. */
  host?: string
  /** False where all peers are on one machine: there is nothing to punch a hole through. */
  firewalled?: boolean
}

/** A swarm whose key pair comes from the store: after a restart the server key is the same. */
export async function createSwarm(store: Corestore, options: SwarmOptions): Promise<Hyperswarm> {
  throw todo('05.1', 'make the key pair from the store; give it to the DHT node and to the swarm')
}
