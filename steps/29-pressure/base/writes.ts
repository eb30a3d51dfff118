import { setImmediate } from 'node:timers/promises'

import { MAX_OPERATIONS } from '../operations.ts'
import { encode } from '../spec/dispatch/index.js'
import type { Key } from '../view.ts'

/** Bytes in one block: a larger one would hold up those that come after it. */
const MAX_BYTES = 256 * 1024

/** Where blocks are now: the core of a writer, and its length with them. */
export interface Stored {
  key: Key
  length: number
}

/** Stores blocks, and resolves once they are on a disk. */
export type Append = (blocks: Uint8Array[]) => Promise<Stored>

interface Write {
  operations: Uint8Array[]
  resolve: (stored: Stored) => void
  reject: (err: unknown) => void
}

/**
 * Stores together what arrives together: whatever was asked for during one append goes into the
 * next, in order. One block and one sync of the disk serve all of it; each caller gets an answer.
 */
export class WriteQueue {
  readonly #append: Append
  #waiting: Write[] = []
  #running: Promise<void> | null = null

  constructor(append: Append) {
    this.#append = append
  }

  /** Resolves once these operations are stored. */
  push(operations: Uint8Array[]): Promise<Stored> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operations, resolve, reject })
      if (this.#running === null) this.#running = this.#run()
    })
  }

  /** Resolves when all that was pushed so far is answered. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // A turn of the event loop: callers that were just answered put again, into the same block.
      await setImmediate()
      await this.#appendNext()
    }
    // At once: a push that comes before this promise settles must begin another run.
    this.#running = null
  }

  /** Stores what waits now, and answers those who asked for it. */
  async #appendNext(): Promise<void> {
    const writes = this.#take()
    try {
      const stored = await this.#append(pack(writes.flatMap(({ operations }) => operations)))
      for (const { resolve } of writes) resolve(stored)
    } catch (err) {
      for (const { reject } of writes) reject(err)
    }
  }

  /** At least one write, and as many more as fit into a block. */
  #take(): Write[] {
    const fits = meter()
    const end = this.#waiting.findIndex(({ operations }, at) => !fits(operations) && at > 0)
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }
}

/** As few blocks as these operations fit into; a lone operation is a block of its own. */
export function pack(operations: Uint8Array[]): Uint8Array[] {
  const batches: Uint8Array[][] = []
  let fits = meter()
  for (const operation of operations) {
    const last = batches.at(-1)
    if (last !== undefined && fits([operation])) {
      last.push(operation)
      continue
    }
    fits = meter()
    fits([operation])
    batches.push([operation])
  }
  return batches.map(toBlock)
}

function toBlock(operations: Uint8Array[]): Uint8Array {
  const [only, ...more] = operations
  if (only !== undefined && more.length === 0) return only
  return encode('@registry/batch', { operations })
}

/** Counts what it is given, and says whether all of it so far fits into one block. */
function meter(): (operations: Uint8Array[]) => boolean {
  let count = 0
  let bytes = 0
  return (operations) => {
    count += operations.length
    for (const { byteLength } of operations) bytes += byteLength
    return count <= MAX_OPERATIONS && bytes <= MAX_BYTES
  }
}
