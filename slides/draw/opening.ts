import { arrow, box, line, machine, mark, shape, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

const LANES = [
  { peer: 'ada', y: 50, at: [60, 190, 330] },
  { peer: 'ben', y: 160, at: [120, 260, 390] },
  { peer: 'cleo', y: 270, at: [90, 220, 350] }
] as const
const ORDER = ['ada', 'cleo', 'ben', 'ada', 'cleo', 'ben', 'ada', 'cleo', 'ben'] as const

export const cover: Picture = {
  title: 'Three logs become one order',
  desc: 'Three lanes of blocks, squares, circles and hexagons, one lane per writer. An arrow leads to a single row with all nine blocks in one order; the first six are underlined as signed.',
  height: 320,
  body: [
    ...LANES.map(({ peer, y, at }) => {
      return line([20, y, 440, y], 'muted') + at.map((x) => shape(peer, x, y, 30)).join('')
    }),
    arrow([460, 160, 560, 160]),
    ...ORDER.map((peer, n) => shape(peer, 610 + n * 64, 160, 26)),
    line([580, 208, 960, 208], 'plain'),
    text(770, 238, 'signed by a majority', { size: 24, bold: true }),
    line([972, 208, 1152, 208], 'muted', true),
    text(1062, 238, 'still moving', { size: 24, kind: 'muted' })
  ]
}

export const service: Picture = {
  title: 'The registry that you will build',
  desc: 'A client sends a put to one of three writers, Ada, Ben and Cleo, which replicate with each other. Readers that know only the view key copy the view from any of them. When one writer is down, the other two go on.',
  body: [
    machine('ada', 470, 20, 'writer', 230),
    machine('ben', 470, 218, 'writer', 230),
    machine('cleo', 470, 416, 'writer', 230),
    line([585, 104, 585, 218], 'plain'),
    line([585, 302, 585, 416], 'plain'),
    line([470, 62, 430, 62], 'plain'),
    line([430, 62, 430, 458], 'plain'),
    line([430, 458, 470, 458], 'plain'),
    text(600, 160, 'replicate', { size: 21, anchor: 'start' }),
    show(
      1,
      box([10, 205, 220, 110], ['client', 'has a server key'], 'soft'),
      arrow([230, 240, 462, 240]),
      text(330, 215, 'put llama', { size: 22, bold: true }),
      text(330, 268, 'RPC', { size: 21 })
    ),
    show(
      2,
      box([930, 60, 228, 110], ['reader', 'has the view key'], 'soft'),
      box([930, 350, 228, 110], ['reader', 'has the view key'], 'soft'),
      arrow([700, 62, 922, 105]),
      arrow([700, 260, 922, 130]),
      arrow([700, 260, 922, 390]),
      arrow([700, 458, 922, 420]),
      text(815, 40, 'blocks of the view', { size: 21 })
    ),
    show(
      3,
      mark('bad', 700, 416, 24),
      text(735, 500, 'down: the others go on', { size: 22, anchor: 'start', bold: true })
    )
  ]
}
