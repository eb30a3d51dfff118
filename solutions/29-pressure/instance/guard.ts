import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'

import { replaceFile } from '../base/disk.ts'

const MARKER = 'running.json'
/** Makes the store compare every core with what its peers have, before it appends to one. */
export const RECOVERING = join('store', 'db', 'RECOVERING')
/** Seconds by which two readings of the machine's start may differ. */
const DRIFT_S = 60

interface Marker {
  boot: string
  /** How many instances have this writer's blocks: the indexers, and itself. */
  holders: number
}

/**
 * Looks at the marker of the run before. A run that a loss of power has ended may have
 * lost blocks that its peers hold: appending over them would fork this writer for good. A killed
 * process alone loses nothing, since the operating system still writes what it was given.
 */
export async function recoverIfNeeded(folder: string): Promise<void> {
  if (![MARKER, join('store', 'db')].every((name) => existsSync(join(folder, name)))) return
  const text = await readFile(join(folder, MARKER), 'utf8').catch(() => '')
  const { boot, holders } = parse(text)
  // Nobody else has the blocks of the only indexer of a base.
  if (holders >= 2 && boot !== (await bootName())) await writeFile(join(folder, RECOVERING), '')
}

/** Leaves a marker that stands until `ended`, however the run ends. */
export async function started(folder: string, holders: number): Promise<void> {
  await replaceFile(join(folder, MARKER), JSON.stringify({ boot: await bootName(), holders }))
}

export async function ended(folder: string): Promise<void> {
  await rm(join(folder, MARKER), { force: true })
}

/** A marker that can't be read counts as one of another start. */
function parse(text: string): Marker {
  try {
    const { boot, holders } = JSON.parse(text)
    return { boot: String(boot), holders: Number.isInteger(holders) ? holders : 2 }
  } catch {
    return { boot: '', holders: 2 }
  }
}

/** A different one after each start of the machine. */
async function bootName(): Promise<string> {
  const rough = String(Math.round((Date.now() / 1000 - uptime()) / DRIFT_S))
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => rough)).trim()
}
