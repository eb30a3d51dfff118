import type HyperDHT from 'hyperdht'

export interface ClientOptions {
  /** Milliseconds that a request may take; default: 10 seconds. */
  timeout?: number
  /** Milliseconds that a view key is trusted before `status` is asked again; default: 5 seconds. */
  maxAge?: number
  /** What the server knows this client by; default: a random key pair. */
  keyPair?: HyperDHT.KeyPair
}

export const TIMEOUT_MS = 10_000
export const MAX_AGE_MS = 5000
/** Milliseconds before each further attempt to connect: a server that restarts is back soon. */
export const BACKOFF_MS = [200, 500, 1000, 2000, 5000]
