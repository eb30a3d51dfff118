import type { Encoder } from 'compact-encoding'
import { raw } from 'compact-encoding'
import HyperDHT from 'hyperdht'
import ProtomuxRpcClient from 'protomux-rpc-client'

import { createSwarm } from '#reference/06-swarm/net/swarm.ts'
import type { Machine, Net } from './net.ts'

const CALLER_SEED = 90
/** Milliseconds before each further attempt: a server that restarts is back in a moment. */
const BACKOFF = [100, 200, 400, 800, 1600]
/** Milliseconds; shorter than a test's deadline, so that the test can say what went unanswered. */
const PATIENCE = 5000

/** How an RPC ended for its caller. */
export interface Refusal {
  code: string
  message: string
  context?: string
}

/** A caller that is no learner's: it sends what it is told to, well-formed or not. */
export class Caller {
  readonly #machine: Machine
  readonly #rpc: ProtomuxRpcClient
  readonly #serverKey: Uint8Array

  constructor(machine: Machine, rpc: ProtomuxRpcClient, serverKey: Uint8Array) {
    this.#machine = machine
    this.#rpc = rpc
    this.#serverKey = serverKey
  }

  /** Hangs up: requests that are under way fail at once. */
  async close(): Promise<void> {
    await this.#rpc.close()
    await this.#machine.stop()
  }

  async request<Req, Res>(
    method: string,
    value: NoInfer<Req>,
    requestEncoding: Encoder<Req>,
    responseEncoding: Encoder<Res>
  ): Promise<Res> {
    const options = { requestEncoding, responseEncoding }
    return this.#rpc.makeRequest(this.#serverKey, method, value, options).catch(throwOwn)
  }

  /** Sends these bytes as a request and returns the error that they get. */
  async refusal(method: string, bytes: Uint8Array): Promise<Refusal> {
    return refusal(this.request(method, bytes, raw, raw))
  }
}

/** Throws the server's own error, which is the cause of a bare RPC error where it sent one. */
export function throwOwn(err: Error): never {
  throw err.cause ?? err
}

/** The error of a call that ought to be refused, as whoever called sees it. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (err) {
    const { code, message, context } = err as Refusal
    return context === undefined ? { code, message } : { code, message, context }
  }
  return { code: 'ACCEPTED', message: 'the request was answered and not refused' }
}

/** Connects to a server by its key, from a machine of its own. */
export async function createCaller(net: Net, serverKey: Uint8Array): Promise<Caller> {
  const machine = await net.machine(createSwarm, { seed: CALLER_SEED })
  const rpc = await machine.start(
    (_store, swarm) =>
      new ProtomuxRpcClient(swarm.dht, {
        keyPair: HyperDHT.keyPair(),
        backoffValues: BACKOFF,
        requestTimeout: PATIENCE
      })
  )
  return new Caller(machine, rpc, serverKey)
}
