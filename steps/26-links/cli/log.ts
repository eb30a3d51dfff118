import { pino } from 'pino'
import pretty from 'pino-pretty'

import { RegistryError } from '../errors.ts'

/** Logs go to stderr: as lines for a person on a terminal, else as JSON. */
export function createLogger(level = 'info') {
  if (!(level in pino.levels.values) && level !== 'silent') {
    throw RegistryError.INVALID_INPUT(`--log ${level} is not a level`)
  }
  const colorize = !process.env['NO_COLOR']
  const output = process.stderr.isTTY
    ? pretty({ sync: true, colorize, ignore: 'pid,hostname', destination: 2 })
    : pino.destination({ dest: 2, sync: true })
  return pino({ level }, output)
}
