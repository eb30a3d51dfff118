import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Looks at a lock that stays the same one, and whose owner lives. */
const LOOKS = 500
const PAUSE_MS = 10

/** Does a short work that no other process does at the same time. */
export async function locked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const own = `${process.pid} ${randomUUID()}`
  let seen: string | null = null
  let looks = 0
  while (!(await take(file, own))) {
    const owner = await readFile(file, 'utf8').catch(() => null)
    looks = owner === seen ? looks + 1 : 0
    seen = owner
    // Its owner was killed, or stands still: the work is short.
    if (owner !== null && (looks === LOOKS || isGone(owner))) await release(file, owner)
    else await pause(PAUSE_MS)
  }
  try {
    return await work()
  } finally {
    await release(file, own)
  }
}

async function take(file: string, own: string): Promise<boolean> {
  try {
    await writeFile(file, own, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    // A full disk takes the name and not the text.
    await rm(file, { force: true }).catch(() => {})
    throw error
  }
}

/** Removes the lock of this owner: between a look and a removal, another may have taken it. */
async function release(file: string, owner: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, file)
  } catch {
    // Another was faster.
  }
  await rm(aside, { force: true }).catch(() => {})
}

/** Also false for one that has not written its name yet. */
function isGone(owner: string): boolean {
  const pid = Number(owner.split(' ')[0])
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
