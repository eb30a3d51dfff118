import { Access } from '#reference/29-pressure/net/access.ts'
import { RegistryServer } from '#reference/29-pressure/net/server.ts'
import { createSwarm, swarmAt } from '#reference/29-pressure/net/swarm.ts'
import { RegistryService } from '#reference/29-pressure/service.ts'

export { RegistryClient } from '#reference/29-pressure/client/client.ts'
export { Instance } from '#reference/29-pressure/instance/instance.ts'
export { followIndexers } from '#reference/29-pressure/client/servers.ts'
export { RegistryReader } from '#reference/29-pressure/client/reader.ts'
export { RegistryView } from '#reference/29-pressure/view.ts'
export { default as definition } from '#reference/29-pressure/spec/db/index.js'
export type { Registry } from '#reference/29-pressure/spec/db/index.js'
export { Router, encode } from '#reference/29-pressure/spec/dispatch/index.js'
export { Access, RegistryServer, RegistryService, createSwarm, swarmAt }

/** What the last step's services are started with. */
export const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
/** What lets anyone write. */
export const open = () => ({ access: new Access({ open: true }) })
/** Its command line, for real processes. */
export const BIN = '#reference/29-pressure/bin.ts'
