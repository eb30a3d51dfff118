import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import pretty from 'pino-pretty'

import { RegistryError } from '../errors.ts'

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

/** A log that can't be written, as on a full disk, loses a line: what runs goes on. */
function writeLine(line: Uint8Array, _encoding: string, done: () => void): void {
  try {
    writeSync(2, line)
  } catch {}
  done()
}
