import { join } from 'node:path'
import type Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'

import type { CreateSwarm, Machine, Net } from './net.ts'
import { ordinal, shortKey } from './network.ts'
import { named, until } from './until.ts'

/** What the graders ask of a service on the network, the learner's and the reference's alike. */
export interface Service {
  readonly key: Uint8Array
  readonly localKey: Uint8Array
  readonly viewKey: Uint8Array
  readonly isIndexer: boolean
  ready(): Promise<void>
  close(): Promise<void>
  announced(): Promise<void>
  addWriter(key: Uint8Array, options?: { indexer: boolean }): Promise<unknown>
}

/** A step's service class and how it makes its swarm. */
export interface Kit<S extends Service> {
  Service: new (
    store: Corestore,
    swarm: Hyperswarm,
    options: { bootstrap?: Uint8Array | null }
  ) => S
  createSwarm: CreateSwarm
}

export interface Start {
  seed: number
  bootstrap?: Uint8Array
  folder?: string
}

/** Starts a service on a machine of its own, and waits until others can find it. */
export async function startService<S extends Service>(
  net: Net,
  { Service, createSwarm }: Kit<S>,
  { seed, bootstrap, folder = net.folder() }: Start
): Promise<S & { machine: Machine; folder: string }> {
  const machine = await net.machine(createSwarm, { seed, folder })
  const options = { bootstrap: bootstrap ?? null }
  const service = await machine.start(
    (store, swarm) => new Service(store.namespace('registry'), swarm, options)
  )
  // A look-up that finds nobody is repeated only after minutes.
  await named('announced() of a service', () => service.announced())
  return Object.assign(service, { machine, folder })
}

/** Starts a service of each kit on one base, all of them indexers of the same view. */
export async function deploy<S extends Service>(net: Net, kits: Kit<S>[]) {
  const services: (S & { machine: Machine; folder: string })[] = []
  for (const [index, kit] of kits.entries()) {
    const bootstrap = services[0]?.key
    const place = bootstrap === undefined ? { seed: index + 1 } : { seed: index + 1, bootstrap }
    services.push(await startService(net, kit, place))
  }
  for (const { localKey } of services.slice(1)) {
    await named('addWriter() of the first service', () => services[0]!.addWriter(localKey))
  }
  const keys = () => services.map(({ viewKey }) => shortKey(viewKey))
  const level = () => new Set(keys()).size === 1 && services.every(({ isIndexer }) => isIndexer)
  await until('all services are indexers of one view', level, {
    deadline: 15_000,
    seen: () =>
      services.map(
        (s, at) => `${ordinal(at)}: view ${keys()[at]}, ${s.isIndexer ? '' : 'no '}indexer`
      )
  })
  const announced = () => Promise.all(services.map((service) => service.announced()))
  await named('announced() of all services', announced)
  return services
}

/** An instance of step 08 and later, in this process, on a folder of its own unless told. */
export async function startInstance<I extends RunningInstance>(
  net: Net,
  Instance: new (folder: string, options: { dht: string }) => I,
  folder = join(net.folder(), 'storage')
): Promise<I> {
  const instance = new Instance(folder, { dht: net.dht })
  net.teardown(() => instance.close())
  await named('ready() of an instance', () => instance.ready())
  await named('announced() of its service', () => instance.service.announced())
  return instance
}

interface RunningInstance {
  readonly service: { announced(): Promise<void> }
  ready(): Promise<void>
  close(): Promise<void>
}
