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
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new Error(`${reason.replace(/\.$/, '')}.\n${usage}`)
  }
}
