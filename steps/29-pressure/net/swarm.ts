import type Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'

import { RegistryError } from '../errors.ts'

/** More than strangers can have (limits.ts): a swarm with so many calls nobody by itself. */
const MAX_PEERS = 256

export interface SwarmOptions {
  /** Where to enter the DHT; default: the public DHT. */
  bootstrap?: HyperDHT.Address[]
  /** Address to bind to; '127.0.0.1' keeps all traffic on this machine. */
  host?: string
  /** False where all peers are on one machine: there is nothing to punch a hole through. */
  firewalled?: boolean
}

/**
 * A swarm with the key pair of this instance's own writer, as Autobase derives it. A peer that knows
 * the writers knows whom to call, and the handshake proves to it which writer has called.
 */
export async function createSwarm(store: Corestore, options: SwarmOptions): Promise<Hyperswarm> {
  const keyPair = await store.namespace('registry').createKeyPair('local')
  const dht = new HyperDHT({ ...options, keyPair })
  return new Hyperswarm({ dht, keyPair, maxPeers: MAX_PEERS })
}

/** The options for a DHT at HOST:PORT; one on loopback keeps everything on this machine. */
export function swarmAt(address: string | null): SwarmOptions {
  if (address === null) return {}
  const [, name = '', digits = ''] = /^([\w.-]+):(\d{1,5})$/.exec(address) ?? []
  const entrance = { host: name === 'localhost' ? '127.0.0.1' : name, port: Number(digits) }
  if (name === '' || entrance.port === 0 || entrance.port > 65_535) {
    throw RegistryError.INVALID_INPUT(`${address} is not HOST:PORT`)
  }
  if (!entrance.host.startsWith('127.')) return { bootstrap: [entrance] }
  return { bootstrap: [entrance], host: entrance.host, firewalled: false }
}
