import { RegistryServer } from '#reference/25-recovery/net/server.ts'
import { createSwarm } from '#reference/25-recovery/net/swarm.ts'
import { RegistryService } from '#reference/25-recovery/service.ts'

export { RegistryClient } from '#reference/25-recovery/client/client.ts'
export { RegistryReader } from '#reference/25-recovery/client/reader.ts'
export { RegistryView } from '#reference/25-recovery/view.ts'
export { default as definition } from '#reference/25-recovery/spec/db/index.js'
export type { Registry } from '#reference/25-recovery/spec/db/index.js'
export { Router, encode } from '#reference/25-recovery/spec/dispatch/index.js'
export { RegistryServer, RegistryService, createSwarm }

/** What the last step's services are started with. */
export const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
/** Its command line, for real processes. */
export const BIN = '#reference/25-recovery/bin.ts'
