import { type ParseArgsConfig, parseArgs } from 'node:util'

import { problemOf } from './grade/arguments.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The flags that a command was given. `--help`, or one that it doesn't know, ends it with the usage. */
export function readFlags<const O extends Options>(
  usage: string,
  options: O,
  allowPositionals = false
) {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs({ options, allowPositionals }).values
  } catch (error) {
    refuse(problemOf(error), usage)
  }
}

/** Ends the process: the problem in a line, and the usage. */
export function refuse(problem: string, usage: string): never {
  console.error(`${problem}\n${usage}`)
  process.exit(1)
}
