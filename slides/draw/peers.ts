import { arrow, between, block, hide, line, machine, mark, move, show, text } from './kit.ts'
import type { Peer, Picture } from './kit.ts'

export const roles: Picture = {
  title: 'Reader, writer, indexer',
  desc: 'Three nested boxes. A reader has the view key and copies the signed view. A writer has been admitted and appends to its own log. An indexer is a writer that also signs the view.',
  width: 640,
  height: 480,
  body: [
    '<rect class="s-soft" x="0" y="0" width="640" height="470" rx="18"/>',
    text(30, 40, 'reader', { size: 30, bold: true, anchor: 'start' }),
    text(30, 78, 'has a key; copies what is signed', { size: 24, anchor: 'start' }),
    show(
      1,
      '<rect class="s-plain" x="40" y="115" width="560" height="335" rx="18"/>',
      text(70, 155, 'writer', { size: 30, bold: true, anchor: 'start' }),
      text(70, 193, 'was admitted; appends to its own log', { size: 24, anchor: 'start' })
    ),
    show(
      2,
      '<rect class="s-strong" x="80" y="230" width="480" height="200" rx="18"/>',
      text(110, 275, 'indexer', { size: 30, bold: true, anchor: 'start', kind: 'strong' }),
      text(110, 315, 'a writer that also signs the view', {
        size: 24,
        anchor: 'start',
        kind: 'strong'
      }),
      text(110, 375, 'a majority moves the line', {
        size: 24,
        anchor: 'start',
        kind: 'strong',
        bold: true
      })
    )
  ]
}

export const admit: Picture = {
  title: 'How Ben becomes a writer',
  desc: 'Ben opens the base with its key as bootstrap: he can read. He gives Ada his local key. Ada appends add-writer with that key. When Ben has the block, he is writable; when a majority has signed it, he is an indexer, and the view key changes.',
  height: 500,
  body: [
    machine('ada', 0, 10, 'creator: writes, signs', 320),
    machine('ben', 848, 10, 'opened with her key', 320),
    line([160, 96, 160, 490], 'muted'),
    line([1008, 96, 1008, 490], 'muted'),
    arrow([160, 145, 1000, 145], { label: '1  base key, as bootstrap', at: [584, 122] }),
    show(1, arrow([1008, 220, 168, 220], { label: '2  Ben’s local key', at: [584, 197] })),
    show(
      2,
      block('ada', 160, 300, '+B', 32),
      text(210, 300, '3  append add-writer', { size: 24, anchor: 'start', bold: true })
    ),
    show(
      3,
      arrow([500, 300, 1000, 300]),
      text(984, 345, '4  writable: true', { size: 24, anchor: 'end', bold: true })
    ),
    show(
      4,
      line([160, 400, 1008, 400], 'plain', true),
      text(584, 430, '5  signed by a majority: Ben is an indexer', { size: 24, bold: true }),
      text(584, 466, 'and the view key is a new one', { size: 24 })
    )
  ]
}

const STEP = 140
const X = (n: number) => 60 + n * STEP
const WHO: Peer[] = ['ada', 'ben', 'cleo', 'ada', 'cleo', 'ben', 'ada', 'ada']

export const online: Picture = {
  title: 'Three, two, one indexer online',
  desc: 'With three indexers online every put is signed. With Cleo down, two of three still sign. With Ben down too, puts are accepted but stay in the unsigned tip. When Ben is back, the signed line catches up.',
  body: [
    machine('ada', 60, 10, 'indexer', 250),
    machine('ben', 460, 10, 'indexer', 250),
    machine('cleo', 860, 10, 'indexer', 250),
    show(1, mark('bad', 1110, 12, 28), text(985, 125, 'down', { size: 26, bold: true })),
    hide(5, show(3, mark('bad', 710, 12, 28), text(585, 125, 'down', { size: 26, bold: true }))),
    show(5, mark('good', 710, 12, 28), text(585, 125, 'back', { size: 26, bold: true })),
    ...WHO.slice(0, 4).map((peer, n) => block(peer, X(n), 230, String(n + 1), 34)),
    show(
      2,
      ...[4, 5].map((n) => block(WHO[n] === 'cleo' ? 'ada' : 'ben', X(n), 230, String(n + 1), 34))
    ),
    show(4, ...[6, 7].map((n) => block('ada', X(n), 230, String(n + 1), 34))),
    between(4, 5, text(X(6) + 105, 310, 'accepted, not signed', { size: 25, bold: true })),
    move(
      5,
      2 * STEP,
      0,
      move(
        2,
        2 * STEP,
        0,
        line([X(3) + STEP / 2, 175, X(3) + STEP / 2, 330], 'plain'),
        text(X(3) + STEP / 2 - 14, 310, 'signed', { size: 25, bold: true, anchor: 'end' })
      )
    ),
    hide(
      1,
      text(584, 445, '3 of 3: every put is signed, in about half a second', {
        size: 30,
        bold: true
      })
    ),
    between(1, 3, text(584, 445, '2 of 3: nothing changes for anybody', { size: 30, bold: true })),
    between(
      3,
      5,
      text(584, 445, '1 of 3: puts are accepted, readers don’t see them', { size: 30, bold: true })
    ),
    show(
      5,
      text(584, 445, '2 of 3 again: the line catches up, nothing is lost', { size: 30, bold: true })
    )
  ]
}
