import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import { compare } from './place.ts'

/** Files by their path below a root, with forward slashes. */
export type Files = Map<string, Buffer>

/** More than a bench ever has, unless a submission put it there. */
const MAX_FILES = 5000
const MAX_BYTES = 64 * 1024 * 1024
const SKIPPED = new Set(['node_modules', '.git', '.workshop'])

/** Reads the files below some parts of a folder into memory. */
export async function readParts(folder: string, parts: string[]): Promise<Files> {
  const files: Files = new Map()
  let bytes = 0
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
    for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
      const inside = join(path, entry.name)
      if (SKIPPED.has(entry.name)) continue
      if (entry.isDirectory()) await visit(inside)
      else if (entry.isFile() && files.size < MAX_FILES) {
        bytes += (await stat(inside)).size
        const content = bytes <= MAX_BYTES ? await readFile(inside) : Buffer.alloc(0)
        files.set(relative(folder, inside).replaceAll(sep, '/'), content)
      }
    }
  }
  for (const part of parts) {
    const entries = await readdir(folder, { withFileTypes: true })
    const found = entries.find(({ name }) => name === part)
    if (found?.isFile()) files.set(part, await readFile(join(folder, part)))
    else if (found?.isDirectory()) await visit(join(folder, part))
  }
  return files
}

/** One word for all of the files. */
export function digestOf(files: Files): string {
  const hash = createHash('sha256')
  for (const [path, bytes] of [...files].sort(([a], [b]) => compare(a, b))) {
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex').slice(0, 32)
}

/** The files of one step, by their path in its folder. */
export function stepFiles(steps: Files, step: string): Files {
  const prefix = `steps/${step}/`
  const own = [...steps].filter(([path]) => path.startsWith(prefix))
  return new Map(own.map(([path, bytes]) => [path.slice(prefix.length), bytes]))
}
