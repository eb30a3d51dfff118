// oxlint-disable-next-line no-control-regex -- the terminal's own colour codes
const PIECE = /(\x1b\[[0-9;]*m)|([^\x1b])/gu
const LEAD = /^ *(?:(?:[✓✗·?…▸•+-]|\d\.) )?/u

/** A line in pieces that fit the width, broken at spaces; a piece goes on below its beginning. */
export function wrap(line: string, width: number): string[] {
  const parts = [...line.matchAll(PIECE)]
  const plain = parts.flatMap(([, , character]) => character ?? [])
  if (plain.length <= width) return [line]
  const lead = LEAD.exec(plain.join(''))?.[0].length ?? 0
  const indent = lead < width / 2 ? lead : 0
  const starts = new Set(breaks(plain, width, indent))

  const pieces = ['']
  let colours = ''
  let n = 0
  for (const [, code, character = ''] of parts) {
    if (code) colours += code
    else if (starts.has(n)) pieces.push(' '.repeat(indent) + colours)
    if (!code) n++
    pieces.push(`${pieces.pop()}${code ?? character}`)
  }
  return pieces
}

/** Where each piece but the first begins. */
function breaks(plain: string[], width: number, indent: number): number[] {
  const starts: number[] = []
  let start = 0
  let room = width
  while (plain.length - start > room) {
    const space = plain.lastIndexOf(' ', start + room - 1)
    const end = space > start + indent ? space + 1 : start + room
    starts.push(end)
    start = end
    room = width - indent
  }
  return starts
}
