const listeners = new Set<(problem: string) => void>()

/**
 * Takes errors that no promise carries, until the returned function is called: peers whose views
 * differ may break Autobase in the background, and that is a failure of what is played now.
 */
export function catchBackground(onProblem: (problem: string) => void): () => void {
  if (listeners.size === 0) process.setUncaughtExceptionCaptureCallback(tell)
  listeners.add(onProblem)
  return () => {
    listeners.delete(onProblem)
    if (listeners.size === 0) process.setUncaughtExceptionCaptureCallback(null)
  }
}

function tell(error: Error): void {
  for (const listener of listeners) listener(`in the background: ${error.message}`)
}
