import { join } from 'node:path'
import type Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'

import type { CreateSwarm, Machine, Net } from './net.ts'
import { ordinal } from './names.ts'
import { shortKey } from './network.ts'
import { named, until } from './until.ts'

/** What the graders ask of a service, the learner's and the reference's alike. */
export interface Service {
  readonly key: Uint8Array
  readonly localKey: Uint8Array
  readonly viewKey: Uint8Array
  readonly base: { readonly isIndexer: boolean }
  ready(): Promise<void>
  close(): Promise<void>
  addWriter(key: Uint8Array, options?: { indexer: boolean }): Promise<unknown>
}

/** What they ask of the server that puts it on the network. */
export interface Server {
  readonly serverKey: Uint8Array
  ready(): Promise<void>
  close(): Promise<void>
  announced(): Promise<void>
}

/** A step's service and server classes, and how it makes its swarm. */
export interface Kit<S extends Service, V extends Server, Options = object> {
  Service: new (store: Corestore, options: { bootstrap?: Uint8Array | null }) => S
  /** Takes a service of the class above, and of no other: its fields are private. */
  Server: new (service: never, swarm: Hyperswarm, options?: Options) => V
  createSwarm: CreateSwarm
}

export interface Start<Options = object> {
  seed: number
  bootstrap?: Uint8Array
  folder?: string
  /** Handed to the server. */
  options?: Options
}

/** A service that is on the network, and what it stands on. */
export type Placed<S, V> = S & {
  server: V
  serverKey: Uint8Array
  machine: Machine
  folder: string
}

/** Starts a service and its server on a machine of their own, and waits until others find them. */
export async function startService<S extends Service, V extends Server, Options>(
  net: Net,
  { Service, Server, createSwarm }: Kit<S, V, Options>,
  { seed, bootstrap, folder = net.folder(), options }: Start<Options>
): Promise<Placed<S, V>> {
  const machine = await net.machine(createSwarm, { seed, folder })
  const service = await machine.start(
    (store) => new Service(store.namespace('registry'), { bootstrap: bootstrap ?? null })
  )
  const server = await machine.start(
    (_store, swarm) => new Server(service as never, swarm, options)
  )
  // A look-up that finds nobody is repeated only after minutes.
  await named('announced() of a server', () => server.announced())
  return Object.assign(service, { server, serverKey: server.serverKey, machine, folder })
}

/** Starts a service of each kit on one base, all of them indexers of the same view. */
export async function deploy<S extends Service, V extends Server, Options>(
  net: Net,
  kits: Kit<S, V, Options>[]
): Promise<Placed<S, V>[]> {
  const services: Placed<S, V>[] = []
  for (const [index, kit] of kits.entries()) {
    const bootstrap = services[0]?.key
    const place = bootstrap === undefined ? { seed: index + 1 } : { seed: index + 1, bootstrap }
    services.push(await startService(net, kit, place))
  }
  for (const { localKey } of services.slice(1)) {
    await named('addWriter() of the first service', () => services[0]!.addWriter(localKey))
  }
  const keys = () => services.map(({ viewKey }) => shortKey(viewKey))
  const level = () => new Set(keys()).size === 1 && services.every(({ base }) => base.isIndexer)
  await until('all services are indexers of one view', level, {
    deadline: 30_000,
    seen: () =>
      services.map(
        ({ base }, at) =>
          `${ordinal(at)}: view ${keys()[at]}, ${base.isIndexer ? 'indexer' : 'not an indexer'}`
      )
  })
  const announced = () => Promise.all(services.map(({ server }) => server.announced()))
  await named('announced() of all servers', announced)
  return services
}

/** An instance of step 10 and later, in this process; default: on a folder of its own. */
export async function startInstance<I extends RunningInstance>(
  net: Net,
  Instance: new (folder: string, options: { dht: string }) => I,
  folder = join(net.folder(), 'storage')
): Promise<I> {
  const instance = new Instance(folder, { dht: net.dht })
  net.teardown(() => instance.close())
  await named('ready() of an instance', () => instance.ready())
  await named('announced() of its server', () => instance.server.announced())
  return instance
}

interface RunningInstance {
  readonly server: { announced(): Promise<void> }
  ready(): Promise<void>
  close(): Promise<void>
}
