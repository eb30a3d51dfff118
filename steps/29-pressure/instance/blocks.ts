import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Autobase from 'autobase'
import type Corestore from 'corestore'

import { replaceFile, syncLogs } from '../base/disk.ts'
import { RegistryError } from '../errors.ts'

const FILE = 'blocks.json'

/** How many blocks the writer of a store has here; null while it compares them with its peers. */
export async function ownBlocks(store: Corestore): Promise<number | null> {
  const core = store.get({ key: await Autobase.getLocalKey(store) })
  await core.ready()
  const blocks = core.recovering ? null : core.length
  await core.close()
  return blocks
}

/**
 * Notes how many blocks the writer has; STORAGE_DAMAGED where it had more. RocksDB opens a log that
 * was cut as if its end had never been, and a writer that appends over blocks of its own has forked.
 */
export async function keepBlocks(folder: string, blocks: number | null): Promise<void> {
  const known = Number(await readFile(join(folder, FILE), 'utf8').catch(() => '0')) || 0
  if (blocks === null || blocks === known) return
  if (blocks < known) {
    const problem = `is damaged: ${blocks} of the ${known} blocks of its writer are left. Take it out with remove-writer at another instance, and start one on an empty folder`
    throw RegistryError.STORAGE('STORAGE_DAMAGED', folder, problem)
  }
  // The note must not outlive the blocks in a power cut.
  await syncLogs(join(folder, 'store', 'db'))
  await replaceFile(join(folder, FILE), String(blocks))
}
