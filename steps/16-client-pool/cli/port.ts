import { createSocket } from 'node:dgram'
import { once } from 'node:events'

import { RegistryError } from '../errors.ts'

/** A UDP port that can be used, undefined for any; refused here, not in the middle of a start. */
export async function parsePort(value: string | undefined): Promise<number | undefined> {
  if (value === undefined) return undefined
  const port = Number(value)
  const socket = createSocket('udp4')
  try {
    if (!/^\d+$/.test(value) || port < 1 || port > 65_535) throw new Error('it is not a port')
    socket.bind(port)
    await once(socket, 'listening')
    return port
  } catch (err) {
    const problem = err instanceof Error ? err.message : String(err)
    throw RegistryError.INVALID_INPUT(`--port ${value} can't be used: ${problem}`)
  } finally {
    socket.close()
  }
}
