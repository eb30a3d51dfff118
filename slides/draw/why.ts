import { arrow, block, box, hide, line, machine, mark, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

export const oneWriter: Picture = {
  title: 'One writer is one point of failure',
  desc: 'A single writer, Ada, feeds three readers. When Ada is down, puts are refused, while the readers go on serving each other.',
  body: [
    box([0, 200, 170, 90], 'put', 'soft'),
    machine('ada', 330, 203, 'the only writer', 250),
    ...[0, 1, 2].map((n) => box([918, 20 + n * 190, 250, 100], ['reader', 'has a copy'], 'plain')),
    arrow([176, 245, 322, 245]),
    hide(1, ...[70, 260, 450].map((y) => arrow([586, 245, 910, y]))),
    show(
      1,
      mark('bad', 330, 203, 28),
      mark('bad', 250, 245, 20),
      text(455, 325, 'down', { size: 26, bold: true }),
      text(130, 330, 'writes stop', { size: 28, bold: true })
    ),
    show(
      2,
      arrow([1043, 126, 1043, 204], { kind: 'good' }),
      arrow([1043, 316, 1043, 394], { kind: 'good' }),
      mark('good', 760, 245, 26),
      text(760, 300, 'reads go on', { size: 28, bold: true }),
      text(760, 348, ['any copy serves:', 'signatures prove it'], { size: 22 })
    )
  ]
}

export const threeWriters: Picture = {
  title: 'Three writers: one may go',
  desc: 'Ada, Ben and Cleo all accept puts. When Ben is down, a put goes to Cleo, and two of three are still a majority that signs.',
  body: [
    machine('ada', 459, 10, 'writes, signs', 250),
    machine('ben', 130, 330, 'writes, signs', 250),
    machine('cleo', 788, 330, 'writes, signs', 250),
    line([500, 96, 300, 328], 'plain'),
    line([668, 96, 868, 328], 'plain'),
    line([382, 372, 786, 372], 'plain'),
    hide(
      2,
      arrow([255, 500, 255, 420]),
      text(275, 470, 'put', { size: 26, bold: true, anchor: 'start' })
    ),
    show(1, mark('bad', 130, 330, 30), text(255, 300, 'down', { size: 26, bold: true })),
    show(
      2,
      arrow([913, 500, 913, 420], { kind: 'good' }),
      text(893, 470, 'put goes to another', { size: 24, bold: true, anchor: 'end' })
    ),
    show(3, box([444, 170, 280, 120], ['2 of 3', 'still a majority'], 'good', { size: 30 }))
  ]
}

function list(x: number, y: number, entries: string[]): string {
  return (
    `<rect class="s-plain" x="${x}" y="${y}" width="220" height="120" rx="12"/>` +
    text(x + 110, y + 60, entries, { size: 25, bold: true })
  )
}

export const eventual: Picture = {
  title: 'Different for a moment, then equal',
  desc: 'While they are apart, Ada has llama and Ben has whisper. They meet and exchange blocks. Afterwards both have llama, then whisper, in the same order.',
  body: [
    block('ada', 50, 130, 'A', 36),
    block('ben', 50, 370, 'B', 36),
    text(240, 30, 'apart', { size: 28, bold: true }),
    list(130, 70, ['llama']),
    list(130, 310, ['whisper']),
    show(
      1,
      text(584, 30, 'they meet', { size: 28, bold: true }),
      arrow([356, 130, 800, 350], { kind: 'ada', label: 'llama', at: [455, 155] }),
      arrow([356, 370, 800, 150], { kind: 'ben', label: 'whisper', at: [450, 350] })
    ),
    show(
      2,
      text(940, 30, 'equal', { size: 28, bold: true }),
      list(830, 70, ['llama', 'whisper']),
      list(830, 310, ['llama', 'whisper']),
      text(1108, 250, '=', { size: 70, bold: true })
    ),
    show(
      3,
      text(584, 490, 'Same blocks, same order, same view. Nobody was asked to wait.', {
        size: 28,
        bold: true
      })
    )
  ]
}

function log(y: number, last: string): string {
  const blocks = [4, 5, 6].map((n, at) => block('ada', 330 + at * 80, y, String(n), 32))
  const tip =
    block('ada', 570, y, '7', 32) + text(620, y, last, { size: 26, bold: true, anchor: 'start' })
  return line([290, y, 560, y], 'muted') + blocks.join('') + show(2, tip)
}

export const copiedFolder: Picture = {
  title: 'A copied folder is a second Ada',
  desc: 'A corestore folder is copied and both are started. Both sign with the same key; each appends a different block seven. Peers hold two histories of one log and can trust neither.',
  body: [
    box([0, 40, 230, 90], ['storage', 'key K'], 'plain'),
    log(85, 'llama'),
    show(
      1,
      arrow([115, 136, 115, 282], { label: 'cp -r', at: [165, 205] }),
      box([0, 290, 230, 90], ['copy', 'key K as well'], 'plain'),
      log(335, 'whisper')
    ),
    show(
      3,
      line([720, 85, 800, 190], 'bad'),
      line([750, 335, 800, 232], 'bad'),
      mark('bad', 820, 210, 34),
      text(870, 174, 'two blocks 7,', { size: 26, bold: true, anchor: 'start' }),
      text(870, 210, 'both signed with K:', { size: 26, bold: true, anchor: 'start' }),
      text(870, 246, 'a fork, forever', { size: 26, bold: true, anchor: 'start' })
    ),
    text(584, 470, 'Corestore refuses a folder that was moved. Without that guard you get this.', {
      size: 25
    })
  ]
}
