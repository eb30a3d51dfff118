import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const LOOK_EVERY_MS = 1000

/** Calls once when the process that started this one is gone, or the npm that started that one. */
export async function whenOrphaned(callback: () => void): Promise<void> {
  const parent = process.ppid
  const above = process.env['npm_lifecycle_event'] ? [await parentOf(parent)] : []
  const all = [parent, ...above.filter((pid) => pid > 1)]
  const timer = setInterval(() => {
    // Systems but Windows give the children of the dead to another parent.
    if (process.ppid === parent && all.every(isThere)) return
    clearInterval(timer)
    callback()
  }, LOOK_EVERY_MS)
  timer.unref()
}

/** 0 where the system doesn't tell. */
async function parentOf(pid: number): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(pid)])
    return Number(stdout) || 0
  } catch {
    return 0
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
