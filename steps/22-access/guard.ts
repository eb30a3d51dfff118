import { existsSync } from 'node:fs'
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'

const MARKER = 'running.json'
/** Makes the store compare every core with what its peers have, before it appends to one. */
const RECOVERING = join('store', 'db', 'RECOVERING')
/** Seconds by which two looks at the start of the machine may differ. */
const DRIFT = 60

interface Marker {
  boot: string
  indexers: number
}

/**
 * Looks at the marker of the run before. A run that ended with the power of the machine may have
 * lost blocks that its peers hold: appending over them would fork this writer for good. A killed
 * process alone loses nothing, since the system still writes what it was given.
 */
export async function recoverIfNeeded(folder: string): Promise<void> {
  const text = await readFile(join(folder, MARKER), 'utf8').catch(() => null)
  if (text === null) return
  const { boot, indexers } = parse(text)
  // The only indexer of a base has nobody to ask.
  if (indexers < 2 || boot === (await bootName()) || !existsSync(join(folder, 'store', 'db')))
    return
  await writeFile(join(folder, RECOVERING), '')
}

/** Leaves a marker that stands until `ended`, however the run ends. */
export async function started(folder: string, indexers: number): Promise<void> {
  const file = await open(join(folder, MARKER), 'w')
  try {
    await file.writeFile(JSON.stringify({ boot: await bootName(), indexers }))
    await file.sync()
  } finally {
    await file.close()
  }
}

export async function ended(folder: string): Promise<void> {
  await rm(join(folder, MARKER), { force: true })
}

/** A marker that was cut off while it was written is one of another start. */
function parse(text: string): Marker {
  try {
    return JSON.parse(text)
  } catch {
    return { boot: '', indexers: 2 }
  }
}

/** Another one after each start of the machine. */
async function bootName(): Promise<string> {
  const seconds = Date.now() / 1000 - uptime()
  const rough = String(Math.round(seconds / DRIFT))
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => rough)).trim()
}
