import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import b4a from 'b4a'
import Hypercore from 'hypercore'

import type { TestContext as Test } from './check.ts'

/** Milliseconds between two looks, as the starter has them. */
export const LOOK_MS = 10_000
/** Milliseconds after which a look is due instead. */
const HASTE_MS = 300

/** What links see of a base, made by the test: who the indexers are, by their server keys. */
export function fakeMembers(keys: Uint8Array[]) {
  const indexers = keys.map((publicKey) => {
    return { core: { key: Hypercore.key(publicKey), manifest: { signers: [{ publicKey }] } } }
  })
  return { linearizer: { indexers } }
}

/** A swarm that calls nobody and notes whom it is told to call; `own` is its key. */
export class FakeSwarm {
  readonly keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
  readonly connections = new Set<{ remotePublicKey: Uint8Array }>()
  /** Names of those that it was told to call and to forget, each with every call. */
  readonly called: string[] = []
  readonly left: string[] = []
  readonly #nameOf: (key: Uint8Array) => string

  constructor(own: Uint8Array, nameOf: (key: Uint8Array) => string) {
    this.keyPair = { publicKey: own, secretKey: b4a.alloc(64) }
    this.#nameOf = nameOf
  }

  link(...keys: Uint8Array[]): void {
    this.connections.clear()
    for (const remotePublicKey of keys) this.connections.add({ remotePublicKey })
  }

  joinPeer(key: Uint8Array): void {
    this.called.push(this.#nameOf(key))
  }

  leavePeer(key: Uint8Array): void {
    this.left.push(this.#nameOf(key))
  }
}

/** Lets the looks of links come soon. Jitter gives them fractions: timers of others stay as they are. */
export function hastenLooks(t: Test): void {
  const real = globalThis.setTimeout
  const hasty = (run: () => void, ms = 0, ...rest: []) => {
    const isLook = ms >= LOOK_MS && ms <= 2 * LOOK_MS && !Number.isInteger(ms)
    return real(run, isLook ? HASTE_MS : ms, ...rest)
  }
  globalThis.setTimeout = Object.assign(hasty, { __promisify__: real.__promisify__ })
  t.teardown(async () => void (globalThis.setTimeout = real))
}

/** A port of that address at which nobody listens. */
export async function freePort(host: string): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
