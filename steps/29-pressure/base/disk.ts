import { open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type Autobase from 'autobase'
import type Corestore from 'corestore'

/** Appends blocks; resolves with the length of the writer's core once they are on this disk. */
export function appendSynced(base: Autobase<unknown>, store: Corestore) {
  return async (blocks: Uint8Array[]): Promise<number> => {
    await base.append(blocks)
    const { length } = base.local
    await syncLogs(store.storage.rocks.path)
    return length
  }
}

/**
 * Waits until all that was appended is on the disk. RocksDB adds a block to the end of its newest
 * log and goes on; the system holds the log in memory and would lose it in a power cut.
 */
export async function syncLogs(folder: string): Promise<void> {
  const names = await readdir(folder)
  const logs = names.filter((name) => name.endsWith('.log'))
  await Promise.all(logs.map((name) => sync(join(folder, name))))
}

async function sync(path: string): Promise<void> {
  // RocksDB removes a log once its blocks are in a table, which is on the disk.
  const log = await open(path, 'r+').catch((err: NodeJS.ErrnoException) => {
    if (err.code === 'ENOENT') return null
    throw err
  })
  try {
    await log?.datasync()
  } finally {
    await log?.close()
  }
}

/** Writes a small file that only its owner may read: afterwards it is the old one or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.new`
  const file = await open(next, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, path)
}
