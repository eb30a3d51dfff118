import { realpath } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'

import type { Files } from './files.ts'
import { type Found, type HandIn, type Place, readPlace } from './find.ts'
import { findSteps } from './locate.ts'
import { assignNames, idOf, stem } from './names.ts'
import { compare, entryAt } from './place.ts'
import { type Content, Reader } from './read.ts'

/** What a copy of the workshop is called where nobody gave it a name of its own. */
const NAMELESS =
  /^(multi-writer-)?(hyperdb-)?(workshop|steps|submissions?|homework|project|work|code|src|main|master|repo)([-_ .]*(main|master|copy|\(?\d+\)?|[0-9a-f]{7,40}))*$/i

/** What someone handed in, as it was when grading began. */
export interface Submission extends Content {
  name: string
  id: string
  /** Where it was found, below the folder that was named. */
  path: string
  /** The folder or the zip on the disk. */
  source: string
}

export interface HandedIn {
  submissions: Submission[]
  /** All that was found: what is taken, and what is skipped for which reason. */
  table: HandIn[]
}

export interface HandInOptions {
  ours: Files
  /** All steps of the workshop. */
  steps: string[]
  /** Folders that are no hand-ins, even if they are among them, and what they are. */
  own?: Map<string, string>
  /** Names that hand-ins have from earlier, by id. */
  known?: Map<string, string>
  /** Other names that are not free. */
  taken?: string[]
}

/** Finds and reads what was handed in: each path is a submission, or has submissions in it. */
export async function readHandIns(paths: string[], options: HandInOptions): Promise<HandedIn> {
  const { own, known = new Map<string, string>(), taken = [] } = options
  const reader = new Reader(options.ours, options.steps)
  const places = new Set(await Promise.all(paths.map(resolvePlace)))
  const found: Found[] = []
  const skipped: HandIn[] = []
  for (const path of places) {
    const all = await readPlace(path, reader, own)
    const place = isOne(all, path, places.size > 1, known) ? asOne(all, path) : all
    found.push(...place.found)
    skipped.push(...place.skipped)
  }
  const each = [...new Map(found.map((one) => [one.id, one])).values()]
  const inOrder = each.sort((a, b) => compare(a.path, b.path))
  const copies = inOrder.flatMap((one) => copyOf(one, inOrder))
  const left = inOrder.filter((one) => copyOf(one, inOrder).length === 0)
  const names = assignNames(left, known, [...known.values(), ...taken])
  const submissions = left.map((one): Submission => ({ ...one, name: names.get(one.id) ?? '' }))
  const table = left.map(({ id, path, reason }): HandIn => {
    return { path, name: names.get(id) ?? '', reason, lost: false }
  })
  return {
    submissions: submissions.sort((a, b) => compare(a.name, b.name)),
    table: [...table, ...copies, ...skipped].sort((a, b) => compare(a.path, b.path))
  }
}

/** Who names the folder `steps` means the copy of the workshop that it is in. */
async function resolvePlace(path: string): Promise<string> {
  const place = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error(`There is no folder ${path}`)
    throw new Error(`${path} can’t be read (${error.code})`)
  })
  const entry = await entryAt(place, basename(place))
  return (await findSteps([entry])) ? dirname(place) : place
}

/** True for a folder that has one submission somewhere inside, and is a learner's and no class. */
function isOne(
  { found }: Place,
  path: string,
  isOneOfMany: boolean,
  known: Map<string, string>
): boolean {
  const [only] = found
  if (!only || found.length > 1 || only.source === path) return false
  return isOneOfMany || known.has(idOf(path)) || NAMELESS.test(only.wanted)
}

function asOne({ found, skipped }: Place, path: string): Place {
  const name = basename(path)
  return {
    found: found.map((one) => {
      const reason = [`found in ${one.path}`, one.reason].filter(Boolean).join('; ')
      return { ...one, id: idOf(path), path: name, wanted: stem(name), reason }
    }),
    skipped: skipped.map((row) => ({ ...row, path: `${name}/${row.path}` }))
  }
}

/** A zip is not graded again beside the folder that came out of it. */
function copyOf(zip: Found, all: Found[]): HandIn[] {
  if (extname(zip.source).toLowerCase() !== '.zip') return []
  const folder = all.find(({ source, digest }) => {
    return source === stem(zip.source) && digest === zip.digest
  })
  if (!folder) return []
  return [{ path: zip.path, name: null, reason: `is the same as ${folder.path}`, lost: false }]
}
