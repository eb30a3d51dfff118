import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'

import { parseAddress } from './terminal.ts'

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
  const keyPair = await store.createKeyPair('server')
  const dht = new HyperDHT({ ...options, keyPair })
  return new Hyperswarm({ dht, keyPair })
}

/** The options for a DHT at HOST:PORT; one on loopback keeps everything on this machine. */
export function swarmAt(address: string | null | undefined): SwarmOptions {
  if (address === null || address === undefined) return {}
  const entrance = parseAddress(address)
  return isLoopback(entrance.host)
    ? { bootstrap: [entrance], host: entrance.host, firewalled: false }
    : { bootstrap: [entrance] }
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.')
}
