import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const TRIES = 200
const PAUSE_MS = 10

/** Does a short work that no other process does at the same time. */
export async function locked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; !(await take(file)); tries++) {
    // Its owner was killed, or stands still: the work is short.
    if (tries === TRIES || (await isOrphan(file))) await rm(file, { force: true })
    else await pause(PAUSE_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    // A full disk takes the name and not the text.
    await rm(file, { force: true }).catch(() => {})
    throw error
  }
}

async function isOrphan(file: string): Promise<boolean> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  // Not written yet, or just removed.
  if (!owner) return false
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
