import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

const LEAD = /^ *(?:(?:[✓✗·?…▸•+x.>*-]|\d\.) )?/u

/** A line in pieces that fit the width (columns), broken at spaces; a piece goes on below its beginning. */
export function wrap(line: string, width: number): string[] {
  if (stringWidth(line) <= width) return [line]
  const lead = LEAD.exec(stripVTControlCharacters(line))?.[0].length ?? 0
  const indent = lead < width / 2 ? lead : 0
  const pieces = wrapAnsi(line, Math.max(1, width - indent), { hard: true, trim: false }).split(
    '\n'
  )
  return pieces.map((piece, n) => (n === 0 ? piece : ' '.repeat(indent) + piece.replace(/^ /, '')))
}
