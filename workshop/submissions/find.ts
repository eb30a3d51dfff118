import { basename } from 'node:path'

import { leftover } from './leftovers.ts'
import { type Root, Search, findSteps } from './locate.ts'
import { idOf, stem } from './names.ts'
import { type Entry, Unreadable, entryAt } from './place.ts'
import type { Content, Reader } from './read.ts'

/** Told of one hand-in. */
const MAX_REASONS = 3

/** What became of a thing that was found: a line of the table. */
export interface HandIn {
  path: string
  /** The name under which it is graded; null if it is skipped. */
  name: string | null
  /** Why it is skipped, or what there is to know. */
  reason: string
  /** True if someone's work may be missing from the grades. */
  lost: boolean
}

/** A copy of the workshop that was read, before it has a name. */
export interface Found extends Content {
  id: string
  /** The folder or the zip on the disk. */
  source: string
  path: string
  wanted: string
  reason: string
}

export interface Place {
  found: Found[]
  skipped: HandIn[]
}

/** Reads a submission, or all that a folder of submissions has in it. */
export async function readPlace(
  path: string,
  reader: Reader,
  own: Map<string, string> = new Map()
): Promise<Place> {
  const entry = await entryAt(path, basename(path))
  if (entry.kind !== 'folder') return readHandIn(entry, path, reader)
  const entries = await entry.list()
  const steps = await findSteps(entries)
  if (steps) return readHandIn(entry, path, reader)
  const place: Place = { found: [], skipped: [] }
  for (const inside of entries) {
    const known = own.get(inside.path ?? '') ?? leftover(inside.name)
    if (known !== null) {
      place.skipped.push({ path: inside.name, name: null, reason: known, lost: false })
      continue
    }
    const { found, skipped } = await readHandIn(inside, inside.path ?? path, reader)
    place.found.push(...found)
    place.skipped.push(...skipped)
  }
  return place
}

/** Reads what one person handed in, or one group: each copy of the workshop in it. */
async function readHandIn(entry: Entry, source: string, reader: Reader): Promise<Place> {
  const search = new Search()
  const place: Place = { found: [], skipped: [] }
  const skip = (path: string, reason: string, lost: boolean): void => {
    place.skipped.push({ path, name: null, reason, lost })
  }
  try {
    await search.look(entry)
    const { roots, refused } = search
    if (roots.length === 0) {
      const { reason, lost } = search.reason(entry)
      skip(entry.name, reason, lost)
    }
    for (const root of roots) {
      const label = labelOf(root, roots)
      const path = [entry.name, ...label].join('/')
      const content = await reader.read(root).catch(unreadable)
      const same = typeof content === 'string' ? undefined : sameAs(content, place.found)
      if (typeof content === 'string') skip(path, content, true)
      else if (same) skip(path, `is the same as ${same.path}`, false)
      else {
        const inner = root.path.slice(label.length)
        const remarks = [
          ...(inner.length > 0 ? [`found in ${inner.join('/')}`] : []),
          ...some(refused)
        ]
        place.found.push({
          ...content,
          id: idOf([source, ...label].join('/')),
          source,
          path,
          wanted: [entry.name, ...label].map(stem).join('-'),
          reason: remarks.join('; ')
        })
      }
    }
  } finally {
    search.close()
  }
  return place
}

/** What tells a copy from the others that were handed in with it: no more names than that needs. */
function labelOf(root: Root, all: Root[]): string[] {
  for (let length = 0; length < root.path.length; length++) {
    const label = root.path.slice(0, length)
    const alike = all.filter(({ path }) => label.every((name, n) => path[n] === name))
    if (alike.length === 1) return label
  }
  return root.path
}

/** The first of them: someone may have made thousands. */
function some(reasons: string[]): string[] {
  const more = reasons.length - MAX_REASONS
  return [...reasons.slice(0, MAX_REASONS), ...(more > 0 ? [`and ${more} more`] : [])]
}

function sameAs({ digest }: Content, found: Found[]): Found | undefined {
  return found.find((other) => other.digest === digest)
}

function unreadable(error: unknown): string {
  if (error instanceof Unreadable) return error.message
  throw error
}
