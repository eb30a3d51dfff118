import { setTimeout as after } from 'node:timers/promises'

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
      if (!(err instanceof RegistryError) || err.code !== 'BUSY') throw err
      // Jitter, so that requests which were refused together don't all come back together.
      const wait = Number(err.context) * (1 + Math.random())
      if (performance.now() + wait > deadline) throw err
      await after(wait)
    }
  }
}
