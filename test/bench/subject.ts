/** The registry that is measured: the last solution. */
export {
  RegistryClient,
  RegistryReader,
  RegistryService,
  RegistryView,
  createSwarm,
  kit
} from '../meta/support/last.ts'
