const CHARACTER = 8.4
const LINE = 20
const MARGIN = 20
const BAR = 32
const COLOURS: Record<string, string> = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  36: '#56d4dd',
  90: '#8b949e'
}
const TEXT = '#e6edf3'
// oxlint-disable-next-line no-control-regex -- the terminal's own colour codes
const CODE = /\x1b\[([0-9;]*)m/
const DOTS = ['#ff5f57', '#febc2e', '#28c840']

/** A picture of what a terminal shows, from its text with colour codes. */
export function toSvg(screen: string, title: string): string {
  const lines = screen.trimEnd().split('\n')
  const columns = Math.max(...lines.map((line) => line.split(CODE).filter(isText).join('').length))
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN
  const height = lines.length * LINE + 2 * MARGIN + BAR
  const style = new Style()
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>`,
    ...DOTS.map((fill, n) => `<circle cx="${MARGIN + n * 20}" cy="20" r="6" fill="${fill}"/>`),
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...lines.flatMap((line, row) => lineOf(line, row, style)),
    '</g>',
    '</svg>\n'
  ].join('\n')
}

/** What the codes so far have set. */
class Style {
  fill = TEXT
  bold = false

  take(codes: string): void {
    for (const code of codes.split(';')) {
      if (code === '' || code === '0') Object.assign(this, { fill: TEXT, bold: false })
      if (code === '1') this.bold = true
      if (code === '22') this.bold = false
      if (code === '39') this.fill = TEXT
      this.fill = COLOURS[code] ?? this.fill
    }
  }
}

function lineOf(line: string, row: number, style: Style): string[] {
  const y = MARGIN + BAR + row * LINE + LINE / 2
  const pieces: string[] = []
  let column = 0
  for (const [n, part] of line.split(CODE).entries()) {
    if (!isText(part, n)) {
      style.take(part)
    } else if (part) {
      const x = (MARGIN + column * CHARACTER).toFixed(1)
      const length = (part.length * CHARACTER).toFixed(1)
      const weight = style.bold ? ' font-weight="bold"' : ''
      pieces.push(
        `<text x="${x}" y="${y}" textLength="${length}" xml:space="preserve" fill="${style.fill}"${weight}>${escape(part)}</text>`
      )
      column += part.length
    }
  }
  return pieces
}

/** Splitting at codes leaves texts and codes by turns. */
function isText(_part: string, n: number): boolean {
  return n % 2 === 0
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
