import { arrow, block, box, line, mark, shape, text } from '../kit.ts'
import type { Peer, Picture } from '../kit.ts'
import { heading, say } from './parts.ts'

const LETTER: Record<Peer, string> = { ada: 'A', ben: 'B', cleo: 'C' }
const X = (n: number) => 330 + n * 68
const ROW = 176

interface Core {
  key: string
  signers: Peer[]
  /** Blocks that were signed under the key before. */
  taken: number
  length: number
}

const CORES: Core[] = [
  { key: 'view key K1', signers: ['ada'], taken: 0, length: 4 },
  { key: 'view key K2', signers: ['ada', 'ben'], taken: 4, length: 6 },
  { key: 'view key K3', signers: ['ada', 'ben', 'cleo'], taken: 6, length: 9 }
]

function core({ key, signers, taken, length }: Core, n: number): string {
  const y = 44 + n * ROW
  const count = signers.length
  return [
    heading(0, y - 22, key),
    say(0, y + 20, count === 1 ? 'indexer' : 'indexers'),
    ...signers.map((peer, at) => block(peer, 130 + at * 54, y + 20, LETTER[peer], 20)),
    ...Array.from({ length }, (_, at) => {
      const drawn =
        at < taken
          ? `<rect class="s-soft" x="${X(at) - 28}" y="${y - 28}" width="56" height="56" rx="7"/>`
          : shape('plain', X(at), y, 30)
      return drawn + text(X(at), y, String(at + 1), { size: 24, bold: at >= taken })
    }),
    taken === 0 ? '' : line([X(0) - 28, y + 46, X(taken - 1) + 28, y + 46]),
    taken === 0 ? '' : text((X(0) + X(taken - 1)) / 2, y + 70, 'taken over', { size: 22 })
  ].join('')
}

export const viewCores: Picture = {
  title: 'Three view cores, and a reader that stays on the first',
  desc: 'With Ada as the only indexer the view has the key K1 and four signed blocks. When Ben becomes an indexer, a new core begins: key K2 takes over the four blocks and goes on to six. When Cleo becomes one, key K3 takes over the six and goes on to nine. A reader that was given K1 stands still at block four, without an error. A reader that asks for the key reads K3 to block nine.',
  width: 1168,
  height: 480,
  body: [
    ...CORES.map(core),
    arrow([690, 44, X(3) + 36, 44]),
    box([696, 8, 170, 72], 'reader of K1', 'strong', { size: 22 }),
    mark('bad', 900, 44),
    say(936, 28, 'stands still at 4,', true),
    say(936, 60, 'without an error'),
    arrow([980, 396, X(8) + 36, 396]),
    box([986, 360, 134, 72], ['reader', 'of K3'], 'plain', { size: 22 }),
    text(1053, 330, 'it asked', { size: 22 })
  ]
}
