/** Ada draws squares, Ben circles, Cleo hexagons: colour is never the only sign. */
export type Peer = 'ada' | 'ben' | 'cleo'
export type Kind = Peer | 'plain' | 'soft' | 'ghost' | 'good' | 'bad' | 'strong'

interface TextOptions {
  size?: number
  anchor?: 'start' | 'middle' | 'end'
  bold?: boolean
  mono?: boolean
  kind?: Kind | 'muted'
}

export function text(x: number, y: number, words: string | string[], options: TextOptions = {}) {
  const { size = 24, anchor = 'middle', bold = false, mono = false, kind = 'plain' } = options
  const lines = [words].flat()
  const classes = ['t', `t-${kind}`, bold ? 'bold' : '', mono ? 'mono' : ''].filter(Boolean)
  const spans = lines.map((line, n) => {
    return `<tspan x="${x}" dy="${n === 0 ? 0 : size * 1.25}">${escape(line)}</tspan>`
  })
  const top = y - ((lines.length - 1) * size * 1.25) / 2 + size * 0.35
  return `<text class="${classes.join(' ')}" font-size="${size}" text-anchor="${anchor}" x="${x}" y="${top}">${spans.join('')}</text>`
}

/** A box; of several lines the first is its name. */
export function box(
  [x, y, w, h]: [number, number, number, number],
  words: string | string[],
  kind: Kind = 'plain',
  { size = 24, mono = false } = {}
): string {
  const [name = '', ...more] = [words].flat()
  const rect = `<rect class="s-${kind}" x="${x}" y="${y}" width="${w}" height="${h}" rx="12"/>`
  const middle = x + w / 2
  if (more.length === 0)
    return rect + text(middle, y + h / 2, name, { size, mono, bold: !mono, kind })
  const small = size - 3
  const up = (more.length * small * 1.25) / 2
  return (
    rect +
    text(middle, y + h / 2 - up, name, { size, bold: true, mono, kind }) +
    text(middle, y + h / 2 + size * 0.65, more, { size: small, kind })
  )
}

/** A block of a peer's log, around its centre. */
export function block(peer: Peer | 'plain', x: number, y: number, label: string, r = 30): string {
  return shape(peer, x, y, r) + text(x, y, label, { size: r * 0.88, bold: true, kind: peer })
}

export function shape(peer: Peer | 'plain', x: number, y: number, r: number): string {
  if (peer === 'ben') return `<circle class="s-ben" cx="${x}" cy="${y}" r="${r}"/>`
  if (peer === 'cleo') {
    const points = [0, 60, 120, 180, 240, 300].map((degrees) => {
      const angle = (degrees * Math.PI) / 180
      return `${round(x + 1.12 * r * Math.cos(angle))},${round(y + 1.12 * r * Math.sin(angle))}`
    })
    return `<polygon class="s-cleo" points="${points.join(' ')}"/>`
  }
  const corner = 0.92 * r
  return `<rect class="s-${peer}" x="${round(x - corner)}" y="${round(y - corner)}" width="${round(2 * corner)}" height="${round(2 * corner)}" rx="7"/>`
}

const NAMES: Record<Peer, string> = { ada: 'Ada', ben: 'Ben', cleo: 'Cleo' }

/** A peer's machine: its sign, its name, and what it is at the moment. */
export function machine(peer: Peer, x: number, y: number, role: string, w = 220): string {
  return (
    `<rect class="s-plain" x="${x}" y="${y}" width="${w}" height="84" rx="12"/>` +
    block(peer, x + 44, y + 42, NAMES[peer].slice(0, 1), 24) +
    text(x + 84, y + 28, NAMES[peer], { size: 24, bold: true, anchor: 'start' }) +
    text(x + 84, y + 58, role, { size: 21, anchor: 'start' })
  )
}

interface ArrowOptions {
  kind?: 'plain' | 'muted' | 'good' | 'bad' | Peer
  dashed?: boolean
  /** How far the middle of the line is drawn aside. */
  bend?: number
  label?: string
  at?: [number, number]
}

export function arrow(
  [x1, y1, x2, y2]: [number, number, number, number],
  { kind = 'plain', dashed = false, bend = 0, label, at }: ArrowOptions = {}
): string {
  const length = Math.hypot(x2 - x1, y2 - y1)
  const [mx, my] = [
    (x1 + x2) / 2 - (bend * (y2 - y1)) / length,
    (y1 + y2) / 2 + (bend * (x2 - x1)) / length
  ]
  const angle = Math.atan2(y2 - my, x2 - mx)
  const head = [-0.45, 0.45].map((turn) => {
    return `${round(x2 - 18 * Math.cos(angle + turn))},${round(y2 - 18 * Math.sin(angle + turn))}`
  })
  const [ex, ey] = [x2 - 12 * Math.cos(angle), y2 - 12 * Math.sin(angle)]
  const line = `<path class="l-${kind}${dashed ? ' dashed' : ''}" d="M${x1} ${y1}Q${round(mx)} ${round(my)} ${round(ex)} ${round(ey)}"/>`
  const tip = `<polygon class="h-${kind}" points="${x2},${y2} ${head.join(' ')}"/>`
  const [lx, ly] = at ?? [(x1 + x2) / 2, (y1 + y2) / 2 - 20]
  return line + tip + (label ? text(lx, ly, label, { size: 21 }) : '')
}

export function line(
  [x1, y1, x2, y2]: [number, number, number, number],
  kind = 'plain',
  dashed = false
) {
  return `<path class="l-${kind}${dashed ? ' dashed' : ''}" d="M${x1} ${y1}L${x2} ${y2}"/>`
}

/** A tick or a cross in a circle. */
export function mark(kind: 'good' | 'bad', x: number, y: number, r = 22): string {
  const arm = r * 0.42
  const path =
    kind === 'good'
      ? `M${x - arm} ${y}l${arm * 0.8} ${arm * 0.8}L${x + arm * 1.1} ${y - arm * 0.8}`
      : `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x + arm} ${y - arm}L${x - arm} ${y + arm}`
  return `<circle class="s-${kind}" cx="${x}" cy="${y}" r="${r}"/><path class="m-${kind}" d="${path}"/>`
}

/** Words as they may stand in a drawing. */
export function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
