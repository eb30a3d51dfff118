import b4a from 'b4a'
import { raw } from 'compact-encoding'
import crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import Protomux from 'protomux'
import ProtomuxRPC from 'protomux-rpc'

import { createSwarm } from '#reference/22-access/net/swarm.ts'
import type { Net } from './net.ts'
import { refusal, throwOwn } from './rpc.ts'

const PROTOCOL = 'registry/caller'
const SEED = 91
const BYTES = { requestEncoding: null, responseEncoding: null }

/** A connection over which requests come before its identity is proven, and after. */
export async function connectUnproven(net: Net, serverKey: Uint8Array) {
  const { swarm } = await net.machine(createSwarm, { seed: SEED })
  const keyPair = HyperDHT.keyPair()
  const connection = swarm.dht.connect(serverKey, { keyPair })
  const mux = Protomux.from(connection)
  let begin = () => {}
  const proving = new Promise<void>((resolve) => (begin = resolve))
  // The server opens this channel first: it waits for ours instead of being refused.
  mux.pair({ protocol: PROTOCOL }, () => proving)
  const rpc = new ProtomuxRPC(connection, { id: serverKey })
  return {
    /** The code with which these bytes are answered. */
    async codeOf(method: string, bytes: Uint8Array): Promise<string> {
      return (await refusal(rpc.request(method, bytes, BYTES).catch(throwOwn))).code
    },
    /** What is sent over it from now on comes after the proof. */
    prove({ publicKey, secretKey }: HyperDHT.KeyPair): void {
      const claim = b4a.concat([b4a.from(PROTOCOL), keyPair.publicKey, serverKey])
      const proof = b4a.concat([publicKey, crypto.sign(claim, secretKey)])
      mux.createChannel({ protocol: PROTOCOL, handshake: raw })?.open(proof)
      begin()
    }
  }
}
