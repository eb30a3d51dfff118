import { block, box, line, mark, text } from '../kit.ts'
import type { Peer, Picture } from '../kit.ts'
import { heading, say } from './parts.ts'

const X = (n: number) => 520 + n * 156
const PANEL = 218

interface Panel {
  title: string
  words: string[]
  blocks: [peer: Peer, label: string][]
  rows: (string | null)[]
  cut?: boolean
}

const PANELS: Panel[] = [
  {
    title: '1  apart',
    words: ['Ben has A1 of Ada,', 'and two blocks of his own'],
    blocks: [
      ['ada', 'A1'],
      ['ben', 'B1'],
      ['ben', 'B2']
    ],
    rows: ['bert', 'clip', 'sam']
  },
  {
    title: '2  A2 arrives',
    words: ['Its place is before B1:', 'the view is cut back to A1'],
    blocks: [
      ['ada', 'A1'],
      ['ada', 'A2'],
      ['ben', 'B1'],
      ['ben', 'B2']
    ],
    rows: ['bert', null, 'clip', 'sam'],
    cut: true
  },
  {
    title: '3  replay',
    words: ['apply is given A2, B1 and B2,', 'and the view grows again'],
    blocks: [
      ['ada', 'A1'],
      ['ada', 'A2'],
      ['ben', 'B1'],
      ['ben', 'B2']
    ],
    rows: ['bert', 'phi', 'clip', 'sam']
  }
]

function panel({ title, words, blocks, rows, cut = false }: Panel, n: number): string {
  const y = n * PANEL
  return [
    n > 0 ? line([0, y - 16, 1070, y - 16], 'muted', true) : '',
    heading(0, y + 40, title),
    say(0, y + 92, words),
    text(X(0) - 82, y + 40, 'order', { size: 22, anchor: 'end' }),
    text(X(0) - 82, y + 138, 'view', { size: 22, anchor: 'end' }),
    ...blocks.map(([peer, label], at) => block(peer, X(at), y + 40, label, 34)),
    ...rows.map((row, at) => rowBox(row, X(at), y + 106, cut && at > 0)),
    cut ? line([X(0) + 80, y, X(0) + 80, y + 182], 'bad') : ''
  ].join('')
}

function rowBox(row: string | null, x: number, y: number, gone: boolean): string {
  if (row === null) return ''
  const drawn = box([x - 62, y, 124, 64], row, gone ? 'ghost' : 'soft')
  return gone ? drawn + mark('bad', x + 62, y, 18) : drawn
}

export const replay: Picture = {
  title: 'Cut back and replay',
  desc: 'Three moments on Ben’s machine. First the order is A1, B1, B2, and the view has a row for each: bert, clip, sam. Then A2 arrives from Ada, and its place is before B1. The view is cut back to A1: the rows clip and sam are gone. Then apply is given A2, B1 and B2, and the view is bert, phi, clip, sam.',
  width: 1070,
  height: 3 * PANEL - 24,
  body: PANELS.map(panel)
}
