import { setTimeout as after } from 'node:timers/promises'
import { todo } from '#todo'

import { RegistryError } from '../errors.ts'

/** Sends a request again while it is refused with BUSY, after the wait that the server names. */
export async function whileBusy<Response>(
  timeout: number,
  send: () => Promise<Response>
): Promise<Response> {
  const deadline = performance.now() + timeout
  for (;;) {
    try {
      return await send()
    } catch (err) {
      throw todo(
        '24.3',
        'wait as long as BUSY says, with jitter, until the deadline; throw the rest'
      )
    }
  }
}
