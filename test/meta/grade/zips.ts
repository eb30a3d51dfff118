import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import yazl from 'yazl'

/** Signatures of a file's header in a zip and in its directory, and where its flags and sizes are. */
const HEADERS = [
  { signature: 0x04034b50, flags: 6, sizes: 18 },
  { signature: 0x02014b50, flags: 8, sizes: 20 }
]
const ENCRYPTED = 1
const LINK = 0o120777

/** A zip of these files, by path. */
export function zipOf(
  files: Record<string, string | Buffer>,
  links: string[] = [],
  compress = true
): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), path, links.includes(path) ? { mode: LINK } : { compress })
  }
  zip.end()
  return buffer(zip.outputStream)
}

/** The same zip with other signs in its names: as many as before. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  const text = zip.toString('latin1').replaceAll(from, to)
  return Buffer.from(text, 'latin1')
}

/** The same zip, all of which says that it is encrypted. */
export function encrypted(zip: Buffer): Buffer {
  return patched(zip, (copy, at, { flags }) => {
    copy.writeUInt16LE(copy.readUInt16LE(at + flags) | ENCRYPTED, at + flags)
  })
}

/** The same zip, whose files say that they are as small as this text. */
export function lying(zip: Buffer, text: string): Buffer {
  return patched(zip, (copy, at, { sizes }) => {
    copy.writeUInt32LE(crc32(text), at + sizes - 4)
    copy.writeUInt32LE(text.length, at + sizes + 4)
  })
}

type Patch = (copy: Buffer, at: number, header: (typeof HEADERS)[number]) => void

function patched(zip: Buffer, patch: Patch): Buffer {
  const copy = Buffer.from(zip)
  for (const header of HEADERS) {
    const signature = Buffer.alloc(4)
    signature.writeUInt32LE(header.signature)
    for (let at = copy.indexOf(signature); at >= 0; at = copy.indexOf(signature, at + 4)) {
      patch(copy, at, header)
    }
  }
  return copy
}
