/** What is measured: the last solution. */
export { RegistryClient } from '#reference/14-trust/client.ts'
export { RegistryReader } from '#reference/14-trust/reader.ts'
export { RegistryService } from '#reference/14-trust/service.ts'
export { createSwarm } from '#reference/14-trust/swarm.ts'
export { RegistryView } from '#reference/14-trust/view.ts'
