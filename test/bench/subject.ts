/** What is measured: the last solution. */
export { RegistryClient } from '#reference/25-recovery/client/client.ts'
export { RegistryReader } from '#reference/25-recovery/client/reader.ts'
export { RegistryService } from '#reference/25-recovery/service.ts'
export { createSwarm } from '#reference/25-recovery/net/swarm.ts'
export { RegistryView } from '#reference/25-recovery/view.ts'
