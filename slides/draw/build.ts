import { arrow, block, box, machine, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

const HALF = { width: 640, height: 500 }

export const hello: Picture = {
  title: 'Two peers write while they are apart',
  desc: 'Ada and Ben each append a greeting. After they have met, both read both greetings in the same order.',
  body: [
    machine('ada', 0, 60, 'says hello', 230),
    machine('ben', 0, 330, 'says hello', 230),
    box([300, 60, 320, 84], 'hello from Ada', 'ada'),
    box([300, 330, 320, 84], 'hello from Ben', 'ben'),
    show(
      1,
      arrow([115, 150, 115, 322]),
      arrow([95, 322, 95, 150]),
      text(135, 236, 'they meet', { size: 24, bold: true, anchor: 'start' })
    ),
    show(
      2,
      arrow([640, 102, 730, 102]),
      arrow([640, 372, 730, 372]),
      ...[30, 300].flatMap((y) => [
        box([750, y, 400, 66], 'hello from Ada', 'ada'),
        box([750, y + 76, 400, 66], 'hello from Ben', 'ben')
      ]),
      text(950, 240, 'the same, in the same order', { size: 26, bold: true })
    )
  ]
}

const INDEXES = [
  ['by drive key', '0101… → llama'],
  ['by type', 'text-generation → llama'],
  ['by owner', 'meta → llama']
] as const

export const indexes: Picture = {
  title: 'One put, four places',
  desc: 'An entry is put into the collection, where its name is the key. HyperDB adds a row to each of three indexes: by drive key, by type, by owner.',
  ...HALF,
  body: [
    box([0, 190, 180, 90], ['put', 'llama'], 'strong'),
    arrow([186, 235, 246, 70]),
    box([256, 10, 384, 104], ['entry', 'llama → the whole record'], 'plain'),
    ...INDEXES.map(([name, sample], n) => {
      const y = 138 + n * 122
      return show(
        1,
        arrow([186, 235, 246, y + 52]),
        box([256, y, 384, 104], [name, sample], 'soft')
      )
    })
  ]
}

export const appendApply: Picture = {
  title: 'Append instead of write',
  desc: 'A put is appended to the writer’s own log. Autobase puts all blocks in order and hands them to apply in batches. Apply writes to the view and flushes once. Later, when order changes, the same blocks go through apply again.',
  height: 420,
  body: [
    box([0, 120, 170, 100], ['put', 'llama'], 'plain'),
    arrow([176, 170, 236, 170]),
    box([244, 120, 220, 100], ['append', 'to your own log'], 'ben'),
    show(
      1,
      arrow([470, 170, 530, 170]),
      box([538, 120, 200, 100], ['order', 'with all others'], 'plain'),
      ...(['ada', 'ben', 'cleo'] as const).map((peer, n) => block(peer, 578 + n * 60, 70, '', 22))
    ),
    show(2, arrow([744, 170, 804, 170]), box([812, 120, 150, 100], ['apply', 'a batch'], 'strong')),
    show(3, arrow([968, 170, 1010, 170]), box([1018, 120, 150, 100], ['flush', 'once'], 'good')),
    show(
      4,
      arrow([1093, 230, 1093, 330]),
      box([812, 336, 356, 80], ['view', 'what get and find read'], 'soft'),
      arrow([806, 376, 640, 230], { dashed: true, kind: 'muted', bend: -60 }),
      text(520, 330, 'reorder: cut back,', { size: 24, bold: true }),
      text(520, 362, 'then apply again', { size: 24, bold: true })
    )
  ]
}

export const dispatch: Picture = {
  title: 'From bytes to a handler',
  desc: 'A block carries the number of its operation and an encoded request. The router decodes it and calls the handler of that name. A block that nobody can decode is skipped and counted, on all peers alike.',
  ...HALF,
  body: [
    box([0, 30, 200, 90], ['block', '01 05 6c 6c…'], 'ada'),
    arrow([206, 75, 266, 75]),
    box([274, 30, 150, 90], 'decode', 'strong'),
    arrow([349, 126, 349, 186]),
    text(335, 156, 'put-entry', { size: 23, mono: true, anchor: 'end' }),
    box([232, 194, 234, 90], ['router', 'by name'], 'plain'),
    arrow([300, 290, 180, 380]),
    arrow([398, 290, 490, 380]),
    box([10, 388, 290, 96], ['add-writer', 'host.addWriter'], 'soft'),
    box([340, 388, 290, 96], ['put-entry', 'view.put'], 'soft'),
    show(
      1,
      arrow([430, 75, 480, 75], { kind: 'bad' }),
      box([488, 20, 152, 130], ['skip', 'and count,', 'all alike'], 'bad')
    )
  ]
}
