import { arrow, between, block, box, hide, line, move, show, text } from './kit.ts'
import type { Peer, Picture } from './kit.ts'

const BLOCKS: [label: string, peer: Peer, x: number, y: number][] = [
  ['A1', 'ada', 180, 50],
  ['A2', 'ada', 470, 50],
  ['B1', 'ben', 470, 150],
  ['C1', 'cleo', 760, 250],
  ['B2', 'ben', 1020, 150]
]
const PLACE: Record<string, number> = { A1: 320, A2: 460, B1: 600, C1: 740, B2: 880 }
const LINE = 400

export const links: Picture = {
  title: 'Causal links make one order',
  desc: 'Blocks of three writers. A2 and B1 both link to A1; neither knows the other. C1 links to both, B2 to C1. All blocks move down into one line: A1, A2, B1, C1, B2. A block never comes before one that it links to; ties are broken in the same way on all peers.',
  body: [
    ...(['ada', 'ben', 'cleo'] as const).map((peer, n) => {
      const y = 50 + n * 100
      const name = peer.charAt(0).toUpperCase() + peer.slice(1)
      return (
        line([110, y, 1150, y], 'muted', true) +
        text(0, y, name, { size: 26, bold: true, anchor: 'start' })
      )
    }),
    show(1, arrow([434, 50, 216, 50]), arrow([440, 134, 208, 72])),
    show(2, arrow([734, 224, 502, 74]), arrow([728, 240, 508, 164]), arrow([994, 172, 796, 240])),
    between(1, 3, text(640, 100, 'B1: “I had seen A1”', { size: 24, anchor: 'start' })),
    ...BLOCKS.map(([label, peer, x, y]) => block(peer, x, y, label, 32)),
    ...BLOCKS.map(([label, peer, x, y]) => {
      return move(3, (PLACE[label] ?? 0) - x, LINE - y, block(peer, x, y, label, 32))
    }),
    show(
      3,
      line([260, 446, 940, 446], 'plain'),
      text(0, LINE, 'one order', { size: 26, bold: true, anchor: 'start' })
    ),
    show(
      4,
      text(600, 490, 'A2 and B1: a tie, broken by one rule on every peer', { size: 26, bold: true })
    )
  ]
}

const GAP = 140
const SLOT = (n: number) => 310 + n * GAP
const ROW = 190
const VIEW = 340

function row(n: number, name: string): string {
  return box([SLOT(n) - 54, VIEW, 108, 62], name, 'soft', { size: 22 })
}

export const reorder: Picture = {
  title: 'A reorder undoes the tip and replays it',
  desc: 'Ben has A1 and B1, signed, and his own B2 and B3 at the tip. A2 arrives late and belongs before B2. The view is cut back to the signed line, B2 and B3 are lifted off, A2 takes its place, and apply runs again for A2, B2 and B3.',
  body: [
    text(0, ROW, 'Ben’s order', { size: 26, bold: true, anchor: 'start' }),
    text(0, VIEW + 30, 'Ben’s view', { size: 26, bold: true, anchor: 'start' }),
    line([230, ROW, 1100, ROW], 'muted', true),
    block('ada', SLOT(0), ROW, 'A1', 36),
    block('ben', SLOT(1), ROW, 'B1', 36),
    row(0, 'bert'),
    row(1, 'llama'),
    line([SLOT(1) + GAP / 2, 110, SLOT(1) + GAP / 2, 440], 'plain'),
    text(SLOT(1) + GAP / 2 - 12, 120, 'signed', { size: 24, bold: true, anchor: 'end' }),
    hide(2, row(2, 'clip'), row(3, 'sam')),
    ...['B2', 'B3'].map((label, n) => {
      return move(4, GAP, 120, move(2, 0, -120, block('ben', SLOT(n + 2), ROW, label, 36)))
    }),
    show(1, move(3, SLOT(2) - 1040, ROW - 70, block('ada', 1040, 70, 'A2', 36))),
    between(1, 3, text(1090, 70, 'late', { size: 26, bold: true, anchor: 'start' })),
    show(4, row(2, 'phi'), row(3, 'clip'), row(4, 'sam')),
    between(
      1,
      2,
      text(640, 490, 'A2 arrives, and its place is before B2', { size: 28, bold: true })
    ),
    between(2, 3, text(640, 490, 'Undo: the view is cut back', { size: 28, bold: true })),
    between(3, 4, text(640, 490, 'A2 takes its place', { size: 28, bold: true })),
    show(4, text(640, 490, 'Replay: apply runs again for A2, B2, B3', { size: 28, bold: true }))
  ]
}
