import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type Autobase from 'autobase'
import b4a from 'b4a'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'

import type { Target } from './target.ts'

const CLOSE_MS = 2000
/** Milliseconds between two calls of an instance that is away: whoever killed it waits for it to come back. */
const CALL_MS = 2000
/** Milliseconds between two looks for instances that are new. */
const LOOK_MS = 10_000

/** What a step's RegistryService must be for a reader. */
interface Service {
  readonly base: Autobase<unknown, unknown>
  ready(): Promise<void>
  close(): Promise<void>
  on(event: 'error' | 'warning', listener: (error: Error) => void): unknown
}

export interface Hooks {
  onProblem: (error: Error) => void
  onConnection: (connection: Hyperswarm.Connection) => void
}

export interface Reader {
  base: Autobase<unknown, unknown>
  close(): Promise<void>
}

/**
 * Joins a base as a peer that never writes, in a folder that goes with it. The view is that of a
 * step's own service: a peer that applied something else could not follow what is signed.
 */
export async function openReader(
  target: Target,
  step: string,
  { onProblem, onConnection }: Hooks
): Promise<Reader> {
  const folder = await mkdtemp(join(tmpdir(), 'picture-'))
  const store = new Corestore(folder)
  const swarm = new Hyperswarm({ dht: new HyperDHT(optionsOf(target)) })
  // Before anything is joined: a connection is told once, and answers only who asks at once.
  swarm.on('connection', onConnection)
  const service = await createService(step, store, target.key)
  swarm.on('connection', (connection) => service.base.replicate(connection))
  service.on('error', onProblem)
  service.on('warning', onProblem)
  await service.ready()
  const stop = keepCalling(swarm, service.base.discoveryKey)
  if (target.serverKey) swarm.joinPeer(target.serverKey)
  return {
    base: service.base,
    close: async () => {
      stop()
      for (const close of [() => swarm.destroy(), () => service.close(), () => store.close()]) {
        await Promise.race([close(), late()]).catch(() => {})
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

/** Calls instances that were met and are away, and looks for new ones: a swarm gives up soon, and looks again after minutes. */
function keepCalling(swarm: Hyperswarm, topic: Uint8Array): () => void {
  const met = new Map<string, Uint8Array>()
  swarm.on('connection', ({ remotePublicKey }) => {
    met.set(b4a.toString(remotePublicKey, 'hex'), remotePublicKey)
  })
  const discovery = swarm.join(topic, { server: false, client: true })
  const timers = [
    setInterval(() => met.forEach((key) => swarm.joinPeer(key)), CALL_MS),
    setInterval(() => void discovery.refresh().catch(() => {}), LOOK_MS)
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

function optionsOf({ dht }: Target): HyperDHT.Options {
  if (dht === null) return {}
  const local = dht.host.startsWith('127.')
  return { bootstrap: [dht], ...(local && { host: dht.host, firewalled: false }) }
}

async function createService(step: string, store: Corestore, key: Uint8Array): Promise<Service> {
  const module: { RegistryService?: unknown } = await import(
    pathToFileURL(join(step, 'service.ts')).href
  )
  const { RegistryService } = module
  if (!isClass(RegistryService)) throw new Error(`${step}/service.ts has no RegistryService`)
  return new RegistryService(store.namespace('registry'), { bootstrap: key })
}

type ServiceClass = new (store: Corestore, options: { bootstrap: Uint8Array }) => Service

function isClass(value: unknown): value is ServiceClass {
  return typeof value === 'function'
}

function late(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
}
