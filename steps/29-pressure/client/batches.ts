import c from 'compact-encoding'

import { getEncoding } from '../spec/schema/index.js'
import type { Entry, Key } from '../view.ts'

/** Entries and bytes of one put-entries request; a request may have 64 KiB. */
const MAX_ENTRIES = 256
const MAX_BYTES = 60 * 1024

/** Cuts entries into batches whose requests stay below the server's limit. */
export function* batches(entries: Entry[]): Iterable<Entry[]> {
  let batch: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
    const size = c.encode(getEncoding('@registry/entry'), entry).byteLength
    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(entry)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/**
 * The pool starts at a random server, and goes on to its neighbour when that one fails. Each client
 * has an order of its own, so that those of a lost server spread over all that are left.
 */
export function shuffle(keys: Key[]): Key[] {
  return keys
    .map((key) => ({ key, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ key }) => key)
}
