import { arrow, between, block, box, line, mark, move, show, text } from './kit.ts'
import type { Peer, Picture } from './kit.ts'

const LOGS: [Peer, number, number[]][] = [
  ['ada', 90, [40, 130, 220]],
  ['ben', 230, [40, 130]],
  ['cleo', 370, [40, 130, 220]]
]
const ORDER: [Peer, string][] = [
  ['ada', 'A1'],
  ['cleo', 'C1'],
  ['ben', 'B1'],
  ['ada', 'A2'],
  ['ben', 'B2'],
  ['cleo', 'C2']
]

export const pipeline: Picture = {
  title: 'Autobase in one picture',
  desc: 'Each writer appends to its own log. Autobase puts the blocks of all logs into one order. The function apply turns them, one after the other, into a view: here a database.',
  body: [
    text(130, 24, 'one log per writer', { size: 26, bold: true }),
    ...LOGS.map(([peer, y, at]) => {
      const letter = peer.charAt(0).toUpperCase()
      return at.map((x, n) => block(peer, x, y, `${letter}${n + 1}`, 32)).join('')
    }),
    show(
      1,
      arrow([290, 230, 380, 230]),
      text(500, 24, 'one order', { size: 26, bold: true }),
      ...ORDER.map(([peer, label], n) => block(peer, 500, 80 + n * 70, label, 28)),
      line([440, 60, 440, 450], 'muted')
    ),
    show(
      2,
      arrow([570, 230, 710, 230]),
      text(640, 200, 'apply', { size: 26, mono: true }),
      text(930, 24, 'a view: HyperDB', { size: 26, bold: true }),
      ...['bert', 'llama', 'mistral', 'whisper'].map((name, n) =>
        box([760, 70 + n * 84, 340, 66], name, 'soft')
      )
    ),
    show(
      3,
      text(930, 455, 'derived: it can be thrown away', { size: 24, bold: true }),
      text(930, 490, 'and made again from the logs', { size: 24 })
    )
  ]
}

const STEP = 140
const X = (n: number) => 60 + n * STEP

export const signedLine: Picture = {
  title: 'The signed line',
  desc: 'A row of blocks in linear order. A vertical line separates those that a majority of indexers has signed, which never change, from the tip, which may still be reordered. New blocks come at the tip; when two of three indexers have signed, the line moves on.',
  body: [
    text(0, 30, 'signed: never changes', { size: 27, bold: true, anchor: 'start' }),
    ...['A1', 'B1', 'C1', 'A2', 'B2'].map((label, n) => block(signer(label), X(n), 130, label, 36)),
    show(
      1,
      ...['C2', 'A3', 'B3'].map((label, n) => block(signer(label), X(n + 5), 130, label, 36)),
      between(1, 3, text(X(6), 230, 'the tip: in this order for now', { size: 25, bold: true }))
    ),
    move(
      3,
      3 * STEP,
      0,
      line([X(4) + STEP / 2, 50, X(4) + STEP / 2, 240], 'plain'),
      text(X(4) + STEP / 2 - 14, 230, 'the signed line', { size: 24, bold: true, anchor: 'end' })
    ),
    ...(['ada', 'ben', 'cleo'] as const).map((peer, n) => {
      return block(peer, 200 + n * 290, 400, peer.charAt(0).toUpperCase(), 40)
    }),
    text(160, 335, 'three indexers', { size: 24, anchor: 'start' }),
    show(
      2,
      mark('good', 272, 400, 24),
      text(306, 400, 'signed', { size: 24, anchor: 'start' }),
      mark('good', 562, 400, 24),
      text(596, 400, 'signed', { size: 24, anchor: 'start' }),
      text(846, 400, 'not yet: no matter', { size: 24, anchor: 'start' })
    ),
    show(
      3,
      text(584, 490, 'Two of three is a majority: the line moves on.', { size: 28, bold: true })
    )
  ]
}

function signer(label: string): Peer {
  return label.startsWith('A') ? 'ada' : label.startsWith('B') ? 'ben' : 'cleo'
}
