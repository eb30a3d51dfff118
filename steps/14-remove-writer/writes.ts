import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Blocks in one append: a larger batch would hold up those that come behind it. */
const MAX_BLOCKS = 256

interface Write {
  blocks: Uint8Array[]
  resolve: (length: number) => void
  reject: (err: unknown) => void
}

/**
 * Appends together whatever was asked for while the append before was under way: in order, and
 * each caller gets an answer of its own. One sync of the disk then serves them all.
 */
export class WriteQueue {
  readonly #append: (blocks: Uint8Array[]) => Promise<number>
  #waiting: Write[] = []
  #running = false

  constructor(append: (blocks: Uint8Array[]) => Promise<number>) {
    this.#append = append
  }

  /** The length of the writer's core once these blocks are in it. */
  push(blocks: Uint8Array[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ blocks, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const writes = this.#take()
      try {
        const length = await this.#append(writes.flatMap(({ blocks }) => blocks))
        for (const { resolve } of writes) resolve(length)
      } catch (err) {
        for (const { reject } of writes) reject(err)
      }
    }
    this.#running = false
  }

  /** At least one write, and as many more as fit; what one caller gave stays together. */
  #take(): Write[] {
    let size = 0
    const fits = ({ blocks }: Write) => (size += blocks.length) <= MAX_BLOCKS
    const end = this.#waiting.findIndex((write, index) => !fits(write) && index > 0)
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }
}

/**
 * Waits until all that was appended is on the disk. RocksDB adds it to the end of its newest log
 * and goes on; the system would lose it in a power cut.
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
