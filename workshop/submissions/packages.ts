import { constants } from 'node:fs'
import { cp, lstat, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'

import { newScratch } from '../grade/scratch.ts'

const OWN = `${process.platform}-${process.arch}`
const SYSTEM = /^(android|darwin|ios|linux|win32)-/

/** What the file system knows of each file below a folder: a change can't hide from its ctime. */
export type Marks = Map<string, string>

/** A copy of the packages for code that could write to them. */
export class PackagesCopy {
  readonly path: string
  readonly #from: string
  readonly #marks: Marks

  private constructor(from: string, path: string, marks: Marks) {
    this.#from = from
    this.path = path
    this.#marks = marks
  }

  static async make(from: string): Promise<PackagesCopy> {
    const path = join(await newScratch('workshop-packages-'), 'node_modules')
    await copy(from, path)
    return new PackagesCopy(from, path, await marksOf(path))
  }

  /** Paths that were changed since; if there are any, the copy is made again. */
  async repair(): Promise<string[]> {
    const changed = differences(this.#marks, await marksOf(this.path))
    if (changed.length === 0) return []
    await rm(this.path, { recursive: true, force: true })
    await copy(this.#from, this.path)
    this.#marks.clear()
    for (const [path, mark] of await marksOf(this.path)) this.#marks.set(path, mark)
    return changed
  }

  async close(): Promise<void> {
    await rm(dirname(this.path), { recursive: true, force: true })
  }
}

/** Reads the marks of all files below a folder, or of one file. */
export async function marksOf(folder: string): Promise<Marks> {
  const marks: Marks = new Map()
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
    await Promise.all(
      entries.map(async (entry) => {
        const inside = join(path, entry.name)
        return entry.isDirectory() ? visit(inside) : look(inside)
      })
    )
  }
  const look = async (path: string): Promise<void> => {
    const found = await lstat(path, { bigint: true }).catch(() => null)
    if (found) marks.set(relative(folder, path), `${found.ino} ${found.size} ${found.ctimeNs}`)
  }
  const isFile = await lstat(folder).then(
    (found) => found.isFile(),
    () => false
  )
  await (isFile ? look(folder) : visit(folder))
  return marks
}

/** Paths that only one of two looks has seen, or each otherwise. */
export function differences(before: Marks, now: Marks): string[] {
  const paths = new Set([...before.keys(), ...now.keys()])
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort()
}

/** Leaves out what was built for other systems: most of the bytes. */
async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !SYSTEM.test(basename(path)) || basename(path).startsWith(OWN)
  })
}
