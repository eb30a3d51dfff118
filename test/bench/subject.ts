/** What is measured: the last solution. */
export { RegistryClient } from '#reference/26-recovery/client/client.ts'
export { RegistryReader } from '#reference/26-recovery/client/reader.ts'
export { RegistryService } from '#reference/26-recovery/service.ts'
export { createSwarm } from '#reference/26-recovery/net/swarm.ts'
export { RegistryView } from '#reference/26-recovery/view.ts'
