/** What a shell says of a program that was stopped. */
export const INTERRUPTED = 130

/** Aborts when the user or the terminal goes away: the graders' groups would outlive this one. */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    controller.abort(new Error('stopped'))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return controller.signal
}
