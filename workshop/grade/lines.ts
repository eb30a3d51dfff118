import type { Readable } from 'node:stream'

const NEWLINE = 10

/** Calls for each line of a stream; one that is longer than the limit (bytes) is dropped unseen. */
export function eachLine(stream: Readable, limit: number, onLine: (line: string) => void): void {
  let parts: Buffer[] = []
  let length = 0
  const keep = (part: Buffer): void => {
    length += part.length
    if (length <= limit) parts.push(part)
    else parts = []
  }
  stream.on('data', (chunk: Buffer) => {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end))
      if (length <= limit) onLine(Buffer.concat(parts).toString('utf8'))
      parts = []
      length = 0
      start = end + 1
    }
    keep(chunk.subarray(start))
  })
}
