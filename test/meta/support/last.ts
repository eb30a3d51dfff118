import { Access } from '#reference/28-signers/net/access.ts'
import { RegistryServer } from '#reference/28-signers/net/server.ts'
import { createSwarm, swarmAt } from '#reference/28-signers/net/swarm.ts'
import { RegistryService } from '#reference/28-signers/service.ts'

export { RegistryClient } from '#reference/28-signers/client/client.ts'
export { followIndexers } from '#reference/28-signers/client/servers.ts'
export { RegistryReader } from '#reference/28-signers/client/reader.ts'
export { RegistryView } from '#reference/28-signers/view.ts'
export { default as definition } from '#reference/28-signers/spec/db/index.js'
export type { Registry } from '#reference/28-signers/spec/db/index.js'
export { Router, encode } from '#reference/28-signers/spec/dispatch/index.js'
export { Access, RegistryServer, RegistryService, createSwarm, swarmAt }

/** What the last step's services are started with. */
export const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
/** What lets anyone write. */
export const open = () => ({ access: new Access({ open: true }) })
/** Its command line, for real processes. */
export const BIN = '#reference/28-signers/bin.ts'
