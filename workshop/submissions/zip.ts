import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'

import { type Entry, Unreadable, byName } from './place.ts'

/** Of files and folders in a zip: two whole copies of the packages. */
const MAX_ENTRIES = 100_000
const FILE_TYPE = 0o170000
const LINK = 0o120000
const UNIX = 3

/** An open zip: its top folder, and how to end with it. */
export interface Zip {
  entries: Entry[]
  close: () => void
}

/** A folder of a zip while it is put together. */
interface Node {
  folders: Map<string, Node>
  files: Map<string, yauzl.Entry>
}

/** Opens a zip for reading; what it says of itself is believed only where that can do no harm. */
export async function openZip(entry: Entry): Promise<Zip> {
  const zip = await openFile(entry).catch(refuse)
  try {
    if (zip.entryCount > MAX_ENTRIES) {
      throw new Unreadable(`is a zip of more than ${MAX_ENTRIES} files`)
    }
    const top = newNode()
    for await (const found of zip.eachEntry()) enter(top, found)
    return { entries: listNode(zip, top), close: () => zip.close() }
  } catch (error) {
    zip.close()
    return refuse(error)
  }
}

async function openFile(entry: Entry): Promise<yauzl.ZipFile> {
  if (entry.path !== null) return yauzl.openPromise(entry.path, { autoClose: false })
  return yauzl.fromBufferPromise(await entry.read())
}

function enter(top: Node, entry: yauzl.Entry): void {
  const parts = entry.fileName.split('/').filter((part) => part !== '' && part !== '.')
  const name = entry.fileName.endsWith('/') ? undefined : parts.pop()
  let node = top
  for (const part of parts) {
    const inside = node.folders.get(part) ?? newNode()
    node.folders.set(part, inside)
    node = inside
  }
  if (name !== undefined) node.files.set(name, entry)
}

function newNode(): Node {
  return { folders: new Map(), files: new Map() }
}

function listNode(zip: yauzl.ZipFile, node: Node): Entry[] {
  const folders = [...node.folders].map(([name, inside]): Entry => {
    const list = async () => listNode(zip, inside)
    return { name, kind: 'folder', size: 0, list, read: none, isZip: async () => false, path: null }
  })
  // A file can't stand where a folder stands.
  const files = [...node.files].filter(([name]) => !node.folders.has(name))
  return [...folders, ...files.map(([name, entry]) => fileEntry(zip, name, entry))].sort(byName)
}

function fileEntry(zip: yauzl.ZipFile, name: string, entry: yauzl.Entry): Entry {
  const size = entry.uncompressedSize
  const read = () => readEntry(zip, entry).catch(refuse)
  return {
    name,
    kind: isLink(entry) ? 'link' : 'file',
    size,
    read,
    list: async () => [],
    isZip: async () => /\.zip$/i.test(name),
    path: null
  }
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  if (entry.isEncrypted()) throw new Unreadable('is encrypted')
  if (!entry.canDecodeFileData()) throw new Unreadable('is packed in a way that is not known here')
  // Gives an error at the first byte beyond the size that the zip tells.
  const bytes = await buffer(await zip.openReadStreamPromise(entry))
  if (crc32(bytes) !== entry.crc32) throw new Unreadable('is damaged')
  return bytes
}

function isLink({ versionMadeBy, externalFileAttributes }: yauzl.Entry): boolean {
  return versionMadeBy >> 8 === UNIX && ((externalFileAttributes >>> 16) & FILE_TYPE) === LINK
}

function none(): Promise<Buffer> {
  return Promise.resolve(Buffer.alloc(0))
}

function refuse(error: unknown): never {
  if (error instanceof Unreadable) throw error
  const text = error instanceof Error ? error.message : String(error)
  if (/relative path|absolute path/.test(text)) {
    throw new Unreadable(`names files outside itself (${text})`)
  }
  if (/too (many|few) bytes|not enough bytes/.test(text)) {
    throw new Unreadable('is not as large as the zip says')
  }
  throw new Unreadable(`can’t be read as a zip (${text.split('.')[0]})`)
}
