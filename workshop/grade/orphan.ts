const LOOK_EVERY_MS = 1000

/** Calls once when the process that started this one is gone, however it went. */
export function whenOrphaned(callback: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (isThere(parent)) return
    clearInterval(timer)
    callback()
  }, LOOK_EVERY_MS)
  timer.unref()
}

function isThere(parent: number): boolean {
  // Systems but Windows give the children of the dead to another parent.
  if (process.ppid !== parent) return false
  try {
    process.kill(parent, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
