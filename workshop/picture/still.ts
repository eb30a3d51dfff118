import { readFile } from 'node:fs/promises'

import { readTraceFile } from './file.ts'
import { LANE, ROW, cellFor, layout } from './layout.ts'
import type { Drawing, Mark, Row } from './drawing.ts'
import { Player } from './moments.ts'
import { RADIUS, kindOf, outline } from './page/shapes.ts'

const WIDTH = 960
const MARGIN = 16
const LABEL = 150
/** Heights of the sentence on top, and of the space between lanes and orders. */
const HEAD = 62
const HEAD_CHARS = 96
const GAP = 22
const TRACK = 10
const CSS = new URL('page/theme.css', import.meta.url)
const STYLE = `text { font: 13px system-ui, Helvetica, Arial, sans-serif; fill: var(--ink) }
.head { font-size: 17px; font-weight: 600 } .muted { fill: var(--muted) }
.mark text { text-anchor: middle; font-size: 12px } .mark .label { fill: var(--paper); font-size: 13px; font-weight: 700 }
.hollow .label { fill: var(--kind) } .shape { fill: var(--kind); stroke: var(--kind); stroke-width: 2.5 } .hollow .shape { fill: var(--paper) }
.ring { fill: none; stroke: var(--ink); stroke-width: 2.5 } .again .ring { stroke-dasharray: 5 4 }
.link { fill: none; stroke: var(--edge); stroke-width: 2 } .line { stroke: var(--good); stroke-width: 4 }`

/** The first moment of a trace whose sentence has these words, as a picture without a script. */
export async function drawStill(file: string, words: string): Promise<string> {
  const player = new Player()
  for (const event of await readTraceFile(file)) player.push(event)
  const place = player.moments.findIndex(({ caption }) => caption.includes(words))
  const moment = player.moments[place]
  if (!moment) throw new Error(`no moment says ${words}`)
  const state = player.stateAt(place)
  const width = WIDTH - LABEL - 2 * MARGIN
  const drawing = layout(state, cellFor(state, width))
  return render(drawing, moment.caption, colours(await readFile(CSS, 'utf8')))
}

function render(
  { lanes, lanesHeight, lanesWidth, links, blocks, rows }: Drawing,
  caption: string,
  colours: string
): string {
  const below = HEAD + lanesHeight + GAP
  const height = below + rows.length * ROW + MARGIN
  const body = [
    `<title>${escape(caption)}</title>`,
    `<style>${colours}\n${STYLE}</style>`,
    `<rect width="${WIDTH}" height="${height}" rx="10" fill="var(--paper)"/>`,
    ...wrap(caption).map(
      (line, at) => `<text class="head" x="${MARGIN}" y="${26 + at * 22}">${escape(line)}</text>`
    ),
    ...lanes.map((lane) => label(lane.id, HEAD + lane.y, [lane.role])),
    group(HEAD, [
      ...lanes.map(
        ({ y }) =>
          `<rect x="0" y="${y - TRACK / 2}" width="${lanesWidth}" height="${TRACK}" fill="var(--soft)"/>`
      ),
      ...links.map(({ path }) => `<path class="link" d="${path}"/>`),
      ...blocks.map(drawMark)
    ]),
    ...rows.flatMap((row, at) => drawRow(row, below + at * ROW))
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">\n${body.join('\n')}\n</svg>\n`
}

function drawRow({ id, name, marks, signed, signedText }: Row, top: number): string[] {
  const line = signed ?? 0
  return [
    label(id, top + LANE / 2 + 3, [name, signedText]),
    group(top, [
      `<rect width="${line}" height="${ROW}" fill="var(--soft)"/>`,
      signed === null ? '' : `<line class="line" x1="${line}" x2="${line}" y2="${ROW}"/>`,
      ...marks.map(drawMark)
    ])
  ]
}

function group(top: number, children: string[]): string {
  return `<g transform="translate(${MARGIN + LABEL} ${top})">\n${children.filter(Boolean).join('\n')}\n</g>`
}

function drawMark({ writer, x, y, label, name, state, hollow }: Mark): string {
  const ring = state === 'plain' ? '' : `<path class="ring" d="${outline(writer, RADIUS + 5)}"/>`
  const classes = ['mark', state, hollow ? 'hollow' : ''].join(' ').trim()
  return `<g class="${classes}" style="--kind:var(--kind-${kindOf(writer)})" transform="translate(${x} ${y})">${ring}<path class="shape" d="${outline(writer, RADIUS)}"/><text class="label" dy="0.36em">${label}</text><text y="33">${escape(name)}</text></g>`
}

function label(id: string, y: number, lines: string[]): string {
  const x = MARGIN + RADIUS + 4
  const sign = `<g class="mark" style="--kind:var(--kind-${kindOf(id)})" transform="translate(${x} ${y})"><path class="shape" d="${outline(id, RADIUS - 3)}"/><text class="label" dy="0.36em">${id}</text></g>`
  const first = y + 5 - (lines.length - 1) * 8
  const texts = lines.map((line, at) => {
    return `<text class="${at > 0 ? 'muted' : ''}" x="${x + RADIUS + 8}" y="${first + at * 16}">${escape(line)}</text>`
  })
  return [sign, ...texts].join('\n')
}

/** A sentence in lines that fit. */
function wrap(text: string): string[] {
  return text.match(new RegExp(`.{1,${HEAD_CHARS}}(?: |$)`, 'g')) ?? [text]
}

/** The page's colours, light or dark as the reader has it. */
function colours(css: string): string {
  const [light = '', dark = ''] = [...css.matchAll(/^:root[^{]*\{([^}]*)\}/gm)].map(
    ([, body = '']) => body.replace(/\s+/g, ' ')
  )
  return `:root {${light}}\n@media (prefers-color-scheme: dark) { :root {${dark}} }`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

if (process.argv[1] === import.meta.filename) {
  const [, , file = '', words = ''] = process.argv
  process.stdout.write(await drawStill(file, words))
}
