import { arg, flag } from 'paparam'

import { RegistryError } from '../errors.ts'

/** How a command is told which entry it is about. */
export const named = [
  arg('[name]', 'what the model is called'),
  flag('--name <name>', 'the same, for a name that begins with a dash: --name=-x')
] as const

/** The name that was given, in either way. */
export function nameOf(args: { name?: string }, flags: { name?: string }): string {
  const [name, ...more] = [args.name, flags.name].filter((given) => given !== undefined)
  if (name !== undefined && more.length === 0) return name
  throw RegistryError.INVALID_INPUT('give the name once: as an argument, or with --name')
}
