import {
  chmod,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { visible } from '../grade/visible.ts'
import { isLeftover } from './files.ts'

/** A file byte by byte, or where a link points. */
type Entry = { bytes: Buffer; mode?: number } | { link: string }

/** What a folder holds, by path with forward slashes. */
export type Folder = Map<string, Entry>

const SKIPPED = new Set(['node_modules', '.git'])
const PERMISSIONS = 0o777
/** What Node puts for bytes that are no UTF-8. */
const UNREADABLE = '\uFFFD'

/** All that is in a folder, whatever it is: nothing of it may be lost. Empty without the folder. */
export async function readFolder(folder: string): Promise<Folder> {
  const found: Folder = new Map()
  for (const path of await listAll(folder)) {
    const place = join(folder, path)
    const stats = await lstat(place)
    if (stats.isSymbolicLink()) found.set(path, { link: await readlink(place) })
    else if (stats.isFile()) found.set(path, { bytes: await readFile(place), mode: stats.mode })
  }
  return found
}

/** Writes what differs from what is there; a link in its way is replaced and not followed. */
export async function writeFolder(folder: string, wanted: Folder): Promise<void> {
  const there = await readFolder(folder)
  for (const [path, entry] of wanted) {
    const old = there.get(path)
    if (old && isSame(old, entry)) continue
    const place = join(folder, path)
    await makeRoom(folder, place, 'link' in entry)
    if ('link' in entry) {
      await symlink(entry.link, place)
    } else {
      await writeFile(place, entry.bytes)
      if (entry.mode !== undefined) await chmod(place, entry.mode & PERMISSIONS).catch(notOwner)
    }
  }
}

/** Makes a folder hold the same, but for what editors leave beside the files. */
export async function replaceFolder(folder: string, wanted: Folder): Promise<void> {
  for (const path of (await readFolder(folder)).keys()) {
    if (!wanted.has(path) && !isLeftover(path)) await rm(join(folder, path))
  }
  await writeFolder(folder, wanted)
}

async function listAll(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(missing)
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => !path.split('/').some((part) => SKIPPED.has(part)))
    .sort()
    .map(nameable)
}

/** A name that is not UTF-8 can't be told from another one, so nothing could be copied under it. */
function nameable(path: string): string {
  if (!path.includes(UNREADABLE)) return path
  throw new Error(`the name of ${visible(path)} can’t be read: rename that file, and try again`)
}

/** Whoever may write into another user's file may not say who else may. */
function notOwner(): void {}

/** A folder that is not there has nothing; one that can't be read is another matter. */
function missing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}

function isSame(one: Entry, other: Entry): boolean {
  if ('link' in one || 'link' in other) {
    return 'link' in one && 'link' in other && one.link === other.link
  }
  return one.bytes.equals(other.bytes)
}

/** Removes a folder or a link that stands where a file is to be, and files where folders are. */
async function makeRoom(folder: string, place: string, forLink: boolean): Promise<void> {
  const above = relative(folder, dirname(place)).split(sep).filter(Boolean)
  for (const n of above.keys()) {
    const part = join(folder, ...above.slice(0, n + 1))
    const stats = await lstat(part).catch(() => null)
    if (stats && !stats.isDirectory()) await rm(part)
  }
  await mkdir(dirname(place), { recursive: true })
  const stats = await lstat(place).catch(() => null)
  if (stats && (forLink || !stats.isFile())) await rm(place, { recursive: true })
}
