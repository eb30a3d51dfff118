import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import type { Logger } from 'pino'
import pretty from 'pino-pretty'

import { RegistryError } from '../errors.ts'
import { methods } from '../net/methods.ts'
import type { MethodName } from '../net/methods.ts'

/** Logs go to stderr: as lines for a person on a terminal, else as JSON. */
export function createLogger(level = 'info') {
  if (!(level in pino.levels.values) && level !== 'silent') {
    throw RegistryError.INVALID_INPUT(`--log ${level} is not a level: see run --help`)
  }
  const destination = new Writable({ write: writeLine })
  const colorize = !process.env['NO_COLOR']
  const output = process.stderr.isTTY
    ? pretty({ sync: true, colorize, ignore: 'pid,hostname', destination })
    : destination
  return pino({ level }, output)
}

/** Logs what admins have done: each answered call of a method that is for them alone. */
export function logAdmins(logger: Logger): void {
  subscribe('tracing:registry:request:asyncEnd', (request) => {
    const { name: method, error } = request as { name: MethodName; error?: unknown }
    if (methods[method].who === 'admins' && !error) logger.info({ method }, 'an admin called')
  })
}

/** A log that can't be written, as on a full disk, loses a line: what runs goes on. */
function writeLine(line: Uint8Array, _encoding: string, done: () => void): void {
  try {
    writeSync(2, line)
  } catch {}
  done()
}
