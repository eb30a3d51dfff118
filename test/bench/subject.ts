/** What is measured: the last solution. */
export { RegistryClient } from '#reference/12-rotation/client.ts'
export { RegistryReader } from '#reference/12-rotation/reader.ts'
export { RegistryService } from '#reference/12-rotation/service.ts'
export { createSwarm } from '#reference/12-rotation/swarm.ts'
export { RegistryView } from '#reference/12-rotation/view.ts'
