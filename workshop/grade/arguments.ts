import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

/** The flags and words of a command; the error of one that it doesn't know says how it is used. */
export function readArguments<const O extends Options>(
  usage: string,
  options: O,
  allowPositionals = false
) {
  try {
    return parseArgs({ options, allowPositionals })
  } catch (error) {
    throw new Error(`${problemOf(error)}.\n${usage}`)
  }
}

/** What parseArgs doesn't like; what it says behind that is about another case. */
export function problemOf(error: unknown): string {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
  return reason.replace(/\.$/, '')
}
