import { arrow, block, box, mark, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

const GATES = [
  ['who?', 'allow-list, of keys', 'UNAUTHORIZED'],
  ['how big?', 'at most, 64 KiB', 'TOO_LARGE'],
  ['how many?', 'in flight, for a key', 'BUSY'],
  ['what?', 'every, field', 'INVALID_ENTRY']
] as const

export const gates: Picture = {
  title: 'Four gates before a block',
  desc: 'A request from the internet passes four gates: who, how big, how many, what. Each has its code. After them come the append and, in apply, one more check: what every peer would refuse, every peer skips.',
  height: 430,
  body: [
    text(0, 90, 'request', { size: 24, bold: true, anchor: 'start' }),
    ...GATES.flatMap(([name, words, code], n) => {
      const x = 150 + n * 210
      return [
        arrow([n === 0 ? 0 : x - 42, 130, x - 4, 130]),
        box([x, 70, 164, 120], [name, ...words.split(', ')], 'plain', { size: 23 }),
        show(
          1,
          arrow([x + 82, 196, x + 82, 262], { kind: 'bad' }),
          text(x + 82, 288, code, { size: 21, mono: true })
        )
      ]
    }),
    arrow([948, 130, 986, 130]),
    box([992, 70, 176, 120], ['append', 'is accepted'], 'good'),
    show(
      2,
      arrow([1080, 196, 1080, 320]),
      box([860, 326, 308, 96], ['apply', 'checks again, skips alike'], 'strong')
    ),
    show(
      2,
      text(420, 374, 'A gate stops strangers. Apply survives friends.', { size: 27, bold: true })
    )
  ]
}

export const skipHalt: Picture = {
  title: 'Skip garbage, halt at an upgrade',
  desc: 'A row of blocks reaches an old and a new peer. Random bytes are skipped and counted by both. An upgrade operation says that newer blocks follow: the old peer halts there with a message; the new one goes on. Neither differs.',
  body: [
    ...[0, 1, 2, 3, 4].map((n) => {
      const labels = ['1', '2', '?', '↑', '5']
      return n === 2
        ? block('plain', 330 + n * 150, 60, '?', 36)
        : block('ada', 330 + n * 150, 60, labels[n] ?? '', 36)
    }),
    text(630, 124, 'garbage', { size: 23, bold: true }),
    text(780, 124, 'upgrade', { size: 23, bold: true }),
    box([0, 180, 220, 90], ['new peer', 'schema 2'], 'plain'),
    box([0, 340, 220, 90], ['old peer', 'schema 1'], 'plain'),
    ...[225, 385].flatMap((y) => [mark('good', 330, y, 26), mark('good', 480, y, 26)]),
    show(
      1,
      ...[225, 385].map((y) =>
        box([570, y - 36, 120, 72], ['skip', 'count 1'], 'soft', { size: 22 })
      )
    ),
    show(
      2,
      mark('good', 780, 225, 26),
      mark('good', 930, 225, 26),
      box([715, 349, 130, 72], 'halt', 'bad'),
      text(870, 372, '“update me, schema 2', { size: 23, anchor: 'start' }),
      text(870, 402, 'begins here”', { size: 23, anchor: 'start' })
    ),
    show(
      3,
      text(584, 490, 'Stopping is safe. Guessing makes two different databases.', {
        size: 28,
        bold: true
      })
    )
  ]
}
