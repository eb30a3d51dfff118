// oxlint-disable-next-line no-control-regex -- the terminal's own colour codes
const PIECE = /(\x1b\[[0-9;]*m)|([^\x1b])/gu

/** A line in pieces that fit the width; colours don't count and go on in the next piece. */
export function wrap(line: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  let colours = ''
  for (const [, code, character = ''] of line.matchAll(PIECE)) {
    if (code) {
      piece += code
      colours += code
      continue
    }
    if (used === width) {
      pieces.push(piece)
      piece = colours
      used = 0
    }
    piece += character
    used++
  }
  return [...pieces, piece]
}
