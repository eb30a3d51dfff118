import { arrow, block, box, hide, line, machine, mark, move, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

const FLOORS = [
  ['cli/delete.ts', 'a command with --help and --json'],
  ['client/client.ts', 'a method with a deadline'],
  ['net/methods.ts', 'a row: request, response, run'],
  ['service.ts', 'a method that appends'],
  ['operations.ts', 'a handler: check first, write last'],
  ['schema.ts', 'a type and an operation, at the end']
] as const

export const floors: Picture = {
  title: 'Through all layers',
  desc: 'Six files on top of each other, from the schema at the bottom to the command line at the top. A new feature adds a little to each of them.',
  body: FLOORS.map(([file, words], n) => {
    const y = 8 + n * 86
    const made = show(FLOORS.length - n, mark('good', 1090, y + 36, 24))
    return (
      box([140, y, 300, 72], file, n === 5 ? 'strong' : 'plain', { mono: true }) +
      text(480, y + 36, words, { size: 26, anchor: 'start' }) +
      made
    )
  }).concat(arrow([70, 500, 70, 20]))
}

export const drain: Picture = {
  title: 'Stop, wait, remove',
  desc: 'Nobody puts through Cleo any more. Ada and Ben wait until they have all of her blocks. Only then is she removed, and nothing is lost.',
  width: 640,
  height: 480,
  body: [
    machine('cleo', 0, 10, 'to be removed', 260),
    ...[1, 2, 3, 4].map((n) => block('cleo', 30 + n * 72 - 40, 150, String(n), 28)),
    box([400, 10, 240, 84], ['1  stop', 'no new puts'], 'soft'),
    show(
      1,
      machine('ada', 0, 230, 'has 1, 2, 3, 4', 260),
      machine('ben', 0, 350, 'has 1, 2, 3, 4', 260),
      box([400, 150, 240, 84], ['2  wait', 'all have all'], 'soft'),
      mark('good', 300, 272, 22),
      mark('good', 300, 392, 22)
    ),
    show(
      2,
      arrow([520, 240, 520, 286]),
      box([400, 290, 240, 84], ['3  remove', 'nothing is lost'], 'good')
    ),
    arrow([520, 98, 520, 146])
  ]
}

export const deletePut: Picture = {
  title: 'A delete meets a put',
  desc: 'On one side of a partition Ada deletes llama, on the other Ben puts llama again. When they meet, the linear order decides; whichever comes last wins, on all peers alike.',
  width: 640,
  height: 470,
  body: [
    machine('ada', 0, 20, 'deletes llama', 270),
    machine('ben', 370, 20, 'puts llama', 270),
    line([320, 0, 320, 130], 'bad', true),
    text(320, 150, 'partition', { size: 22, bold: true }),
    block('ada', 135, 190, '−', 36),
    block('ben', 505, 190, '+', 36),
    show(
      1,
      move(1, 75, 130, block('ada', 135, 190, '−', 36)),
      move(1, -205, 130, block('ben', 505, 190, '+', 36)),
      line([150, 368, 350, 368]),
      text(30, 320, 'order', { size: 24, bold: true, anchor: 'start' }),
      box([370, 280, 250, 80], ['llama is there', 'put came last'], 'good')
    ),
    show(2, text(320, 430, 'The order decides, not the clock', { size: 26, bold: true }))
  ]
}

export const pool: Picture = {
  title: 'A pool switches when one fails',
  desc: 'Three clients each have a pool with three server keys. By itself a pool stays with one server. When that server dies, the pool goes to the next. Different clients begin at different servers, so that the load is spread.',
  width: 640,
  height: 480,
  body: [
    ...[0, 1, 2].map((n) =>
      box([0, 20 + n * 160, 190, 90], ['client', `begins at ${'ABC'.charAt(n)}`], 'soft')
    ),
    machine('ada', 420, 20, 'server', 220),
    machine('ben', 420, 180, 'server', 220),
    machine('cleo', 420, 340, 'server', 220),
    arrow([196, 64, 412, 62]),
    hide(1, arrow([196, 224, 412, 222])),
    arrow([196, 384, 412, 382]),
    show(1, mark('bad', 640, 180, 26)),
    show(
      2,
      arrow([196, 230, 412, 360], { kind: 'good' }),
      text(320, 465, 'the next one, 13 ms later', { size: 24, bold: true })
    )
  ]
}
