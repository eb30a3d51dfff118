import { median, round } from './figures.ts'
import type { Figure } from './figures.ts'

const WIDTH = 900
const ROW = 22
const LABEL = 420
const STYLE =
  'text{font:13px system-ui,sans-serif;fill:#1b1f24}.h{font-weight:600;font-size:15px}.b{fill:#2f6fb3}.s{stroke:#1b1f24}'

/** One page of bars, a group a section and unit; the thin line is the spread of the rounds. */
export function plot(figures: Figure[]): string {
  const groups = new Map<string, Figure[]>()
  for (const figure of figures) {
    const title = `${figure.part}, ${figure.unit}`
    groups.set(title, [...(groups.get(title) ?? []), figure])
  }
  const rows: string[] = []
  let y = 30
  for (const [title, group] of groups) {
    rows.push(`<text class="h" x="10" y="${y}">${title}</text>`)
    y += ROW
    const most = Math.max(...group.flatMap((figure) => figure.rounds), Number.MIN_VALUE)
    for (const figure of group) {
      rows.push(bar(figure, y, (WIDTH - LABEL - 100) / most))
      y += ROW
    }
    y += ROW / 2
  }
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img">`
  return `${head}<title>Figures of one run</title><style>${STYLE}</style>${rows.join('\n')}</svg>\n`
}

function bar({ of, name, rounds }: Figure, y: number, scale: number): string {
  const middle = y - ROW / 4
  const end = LABEL + median(rounds) * scale
  const [low, high] = [Math.min(...rounds), Math.max(...rounds)].map(
    (value) => LABEL + value * scale
  )
  return [
    `<text x="10" y="${y}">${of}: ${name}</text>`,
    `<rect class="b" x="${LABEL}" y="${y - 13}" width="${end - LABEL}" height="15"/>`,
    `<line class="s" x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${Math.max(end, high ?? 0) + 6}" y="${y}">${round(median(rounds))}</text>`
  ].join('')
}
