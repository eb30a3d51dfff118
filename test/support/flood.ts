import HyperDHT from 'hyperdht'
import type { Duplex } from 'node:stream'
import ProtomuxRPC from 'protomux-rpc'

import { createSwarm } from '#reference/06-swarm/net/swarm.ts'
import type { Net } from './net.ts'
import { refusal, throwOwn } from './rpc.ts'

const BYTES = { requestEncoding: null, responseEncoding: null } as const
const SEED = 95

/** A client that keeps no rule: it sends all it has at once and waits for nothing. */
export class Flood {
  readonly #connect: () => Duplex
  readonly #serverKey: Uint8Array
  readonly #connection: Duplex
  readonly #rpc: ProtomuxRPC

  constructor(connect: () => Duplex, serverKey: Uint8Array) {
    this.#connect = connect
    this.#serverKey = serverKey
    this.#connection = connect()
    this.#connection.on('error', () => {})
    this.#rpc = new ProtomuxRPC(this.#connection, { id: serverKey })
  }

  get closed(): boolean {
    return this.#connection.destroyed
  }

  /** Sends one request so many times over; the codes of all answers, when the last one is in. */
  async send(method: string, bytes: Uint8Array, times: number): Promise<string[]> {
    const requests = Array.from({ length: times }, () =>
      refusal(this.#rpc.request(method, bytes, BYTES).catch(throwOwn))
    )
    return (await Promise.all(requests)).map(({ code }) => code)
  }

  /** Reads no more of what comes. */
  pause(): void {
    this.#connection.pause()
  }

  close(): void {
    this.#connection.destroy()
  }

  /** Another connection of the same machine, with the same key pair. */
  again(): Flood {
    return new Flood(this.#connect, this.#serverKey)
  }
}

/** Connections to a server from one machine, each with the key pair that it is given. */
export async function createFloods(
  net: Net,
  serverKey: Uint8Array,
  keyPairs: HyperDHT.KeyPair[]
): Promise<Flood[]> {
  const { swarm } = await net.machine(createSwarm, { seed: SEED })
  return keyPairs.map((keyPair) => {
    return new Flood(() => swarm.dht.connect(serverKey, { keyPair }), serverKey)
  })
}
