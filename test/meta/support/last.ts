import { RegistryServer } from '#reference/27-lead/net/server.ts'
import { createSwarm } from '#reference/27-lead/net/swarm.ts'
import { RegistryService } from '#reference/27-lead/service.ts'

export { RegistryClient } from '#reference/27-lead/client/client.ts'
export { RegistryReader } from '#reference/27-lead/client/reader.ts'
export { RegistryView } from '#reference/27-lead/view.ts'
export { default as definition } from '#reference/27-lead/spec/db/index.js'
export type { Registry } from '#reference/27-lead/spec/db/index.js'
export { Router, encode } from '#reference/27-lead/spec/dispatch/index.js'
export { RegistryServer, RegistryService, createSwarm }

/** What the last step's services are started with. */
export const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
/** Its command line, for real processes. */
export const BIN = '#reference/27-lead/bin.ts'
