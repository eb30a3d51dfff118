import { setTimeout as after } from 'node:timers/promises'
import goodbye from 'graceful-goodbye'
import type { Logger } from 'pino'
import type ReadyResource from 'ready-resource'

/** Milliseconds; a large base takes its time. */
const CLOSE_TIMEOUT_MS = 10_000

/**
 * Closes what a process runs at the first signal, and ends the process then; a second signal ends
 * it at once. What fails by itself ends the process too, with exit code 1.
 */
export function closeOnSignal(resource: ReadyResource, logger: Logger): void {
  const fail = (err: unknown, message: string) => {
    logger.fatal({ err }, message)
    process.exitCode = 1
  }
  resource.on('error', (err) => {
    fail(err, 'failed: this process ends')
    goodbye.exit()
  })
  goodbye(() => close(resource).catch((err) => fail(err, 'could not close cleanly')))
  // Sockets of a DHT that is gone would keep the process for seconds.
  goodbye(async () => process.exit(), 1)
  // goodbye takes its listeners away at the first signal, and tsx ends a process that has none
  // left: this one stays, and a second signal does end it.
  let signals = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(1)
    })
  }
}

async function close(resource: ReadyResource): Promise<void> {
  const late = after(CLOSE_TIMEOUT_MS, 'late')
  const outcome = await Promise.race([resource.close(), late])
  if (outcome === 'late') throw new Error(`not closed after ${CLOSE_TIMEOUT_MS} ms`)
}
