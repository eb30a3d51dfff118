import type HyperDHT from 'hyperdht'

export interface ClientOptions {
  /** Milliseconds that a request may take; default: 10 seconds. */
  timeout?: number
  /** Milliseconds that a view key is trusted before `status` is asked again; default: 5 seconds. */
  maxAge?: number
  /** Milliseconds that look-ups go on while no server can be asked; default: a minute. */
  maxStale?: number
  /** What the server knows this client by, and other programs too; default: nothing. */
  keyPair?: HyperDHT.KeyPair
}

export const DEFAULTS = { timeout: 10_000, maxAge: 5000, maxStale: 60_000 }
/** Milliseconds before each further attempt to connect: a server that restarts is back soon. */
export const BACKOFF_MS = [200, 500, 1000, 2000, 5000]
