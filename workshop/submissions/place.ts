import { lstat, open, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What stands in a folder, on the disk or in a zip: nothing is unpacked to look at it. */
export interface Entry {
  name: string
  kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes of a file. */
  size: number
  read: () => Promise<Buffer>
  /** What a folder has in it, by name. */
  list: () => Promise<Entry[]>
  /** True if the file begins as a zip does. */
  isZip: () => Promise<boolean>
  /** Where it is on the disk; null inside a zip. */
  path: string | null
}

/** Why something that was handed in could not be read, for a person. */
export class Unreadable extends Error {}

const ZIP_STARTS = ['PK\u0003\u0004', 'PK\u0005\u0006']

/** What is at a path; a link is not followed. */
export async function entryAt(path: string, name: string): Promise<Entry> {
  const found = await lstat(path).catch(refuse(name))
  const kind = found.isFile()
    ? 'file'
    : found.isDirectory()
      ? 'folder'
      : found.isSymbolicLink()
        ? 'link'
        : 'other'
  return {
    name,
    kind,
    size: found.size,
    read: () => readFile(path).catch(refuse(name)),
    list: () => listFolder(path, name),
    isZip: async () => kind === 'file' && startsAsZip(await firstBytes(path)),
    path
  }
}

/** In the same order on every machine. */
export function byName(a: { name: string }, b: { name: string }): number {
  return compare(a.name, b.name)
}

/** Orders texts by their code units, whatever the language of the machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function startsAsZip(bytes: Buffer): boolean {
  return ZIP_STARTS.includes(bytes.subarray(0, 4).toString('latin1'))
}

async function listFolder(path: string, name: string): Promise<Entry[]> {
  const names = await readdir(path).catch(refuse(name))
  const entries = names.map((inside) => entryAt(join(path, inside), inside).catch(lost(inside)))
  return (await Promise.all(entries)).sort(byName)
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path).catch(() => null)
  if (!file) return Buffer.alloc(0)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function refuse(name: string) {
  return (error: NodeJS.ErrnoException): never => {
    // A name that is not UTF-8 can't be asked for again.
    const why = name.includes('\uFFFD') ? 'its name is not UTF-8: rename it' : error.code
    throw new Unreadable(`can’t be read (${why ?? error.message})`)
  }
}

/** Something that was listed and can't be looked at. */
function lost(name: string) {
  return (error: Error): Entry => {
    const fail = () => Promise.reject(error)
    return { name, kind: 'folder', size: 0, read: fail, list: fail, isZip: fail, path: null }
  }
}
