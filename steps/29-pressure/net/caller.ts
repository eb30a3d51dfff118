import b4a from 'b4a'
import { raw } from 'compact-encoding'
import crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'
import Protomux from 'protomux'

import type { Key } from '../view.ts'

const PROTOCOL = 'registry/caller'
const KEY_BYTES = 32

/**
 * Dials servers for one client. A server keeps one connection per public key, and several programs
 * may have one identity: each connects with a key pair of its own, and proves the identity then.
 */
export function createDialer(dht: HyperDHT, identity?: HyperDHT.KeyPair) {
  const own = HyperDHT.keyPair()
  const attempts = new Map<string, number>()
  return {
    get destroyed(): boolean {
      return dht.destroyed
    },
    connect(serverKey: Key): HyperDHT.Connection {
      if (identity === undefined) return dht.connect(serverKey, { keyPair: own })
      const id = IdEnc.encode(serverKey)
      const attempt = attempts.get(id) ?? 0
      attempts.set(id, attempt + 1)
      // A server that has no room for strangers still has room for a key that it knows.
      const keyPair = attempt % 2 === 0 ? own : identity
      const connection = dht.connect(serverKey, { keyPair })
      // At once: a request that is sent while it connects must come after the proof.
      const signature = crypto.sign(claim(keyPair.publicKey, serverKey), identity.secretKey)
      openChannel(connection, b4a.concat([identity.publicKey, signature]))
      return connection
    }
  }
}

/** Whose requests come over a connection: its own key, or the identity that was proven on it. */
export function callerOf(connection: HyperDHT.Connection): () => Key {
  let caller = connection.remotePublicKey
  const onopen = (proof: Uint8Array) => {
    const key = proof.subarray(0, KEY_BYTES)
    const signed = claim(connection.remotePublicKey, connection.publicKey)
    if (crypto.verify(signed, proof.subarray(KEY_BYTES), key)) caller = key
  }
  openChannel(connection, b4a.alloc(0), onopen)
  return () => caller
}

/** Each end opens it before it sends anything else: the first request finds the proof there. */
function openChannel(
  connection: HyperDHT.Connection,
  handshake: Uint8Array,
  onopen?: (proof: Uint8Array) => void
): void {
  const mux = Protomux.from(connection)
  mux.createChannel({ protocol: PROTOCOL, handshake: raw, onopen })?.open(handshake)
}

/** What is signed holds from one key to one server: nobody else can show it, and to no other. */
function claim(from: Key, to: Key): Uint8Array {
  return b4a.concat([b4a.from(PROTOCOL), from, to])
}
