import { arrow, block, box, line, machine, mark, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

const LANE = { client: 70, ada: 190, ben: 310, cleo: 430 } as const

export const answer: Picture = {
  title: 'An answer is not yet a signature',
  desc: 'Time runs to the right. The client sends a put to Ada; she appends, flushes to disk and answers accepted after about ten milliseconds. Only then does the block travel to Ben and Cleo; they acknowledge it, and after about half a second a majority has signed it. A durable put is answered then.',
  body: [
    text(0, LANE.client, 'client', { size: 26, bold: true, anchor: 'start' }),
    block('ada', 30, LANE.ada, 'A', 28),
    block('ben', 30, LANE.ben, 'B', 28),
    block('cleo', 30, LANE.cleo, 'C', 28),
    ...Object.values(LANE).map((y) => line([100, y, 1150, y], 'muted')),
    arrow([140, LANE.client, 200, LANE.ada - 30], { label: 'put', at: [205, 115] }),
    block('ada', 215, LANE.ada, '+', 26),
    show(
      1,
      arrow([245, LANE.ada - 22, 310, LANE.client + 4], { kind: 'good' }),
      text(330, LANE.client - 32, 'accepted', { size: 26, bold: true }),
      text(345, 125, 'on Ada’s disk, ~10 ms', { size: 22, anchor: 'start' })
    ),
    show(
      2,
      arrow([260, LANE.ada + 22, 420, LANE.ben - 8]),
      arrow([260, LANE.ada + 22, 420, LANE.cleo - 8]),
      text(250, 370, ['Ben and Cleo', 'have it too'], { size: 22 })
    ),
    show(
      3,
      arrow([480, LANE.ben - 6, 640, LANE.ada + 8], { kind: 'ben', dashed: true }),
      arrow([480, LANE.cleo - 6, 700, LANE.ada + 8], { kind: 'cleo', dashed: true }),
      line([840, 130, 840, 480], 'plain'),
      text(860, 250, 'a majority signed', { size: 26, bold: true, anchor: 'start' }),
      text(860, 285, 'readers see it, ~0.5 s', { size: 22, anchor: 'start' })
    ),
    show(
      4,
      arrow([850, LANE.ada - 16, 960, LANE.client + 4], { kind: 'good' }),
      text(985, LANE.client - 32, 'durable', { size: 26, bold: true }),
      text(980, 125, 'if the put asked', { size: 22, anchor: 'start' })
    )
  ]
}

const CHECKS = [
  ['size', '≤ 64 KiB'],
  ['texts', 'in limits'],
  ['drive key', '32 bytes'],
  ['writable', 'here?']
]
const REFUSALS = ['TOO_LARGE', 'INVALID_ENTRY', 'INVALID_ENTRY', 'NOT_WRITABLE']

export const checks: Picture = {
  title: 'Check first, append last',
  desc: 'A request passes four checks in a row, of its size, its name, its drive key and whether this peer may write. Each failing check answers at once with its own code. Only a request that passes all of them is appended.',
  height: 380,
  body: [
    box([0, 90, 140, 90], 'put', 'strong'),
    ...CHECKS.flatMap((words, n) => {
      const x = 186 + n * 208
      return [
        arrow([x - 44, 135, x - 4, 135]),
        box([x, 90, 160, 90], words, 'plain'),
        show(
          1,
          arrow([x + 80, 186, x + 80, 258], { kind: 'bad' }),
          text(x + 80, 285, REFUSALS[n] ?? '', { size: 21, mono: true })
        )
      ]
    }),
    arrow([974, 135, 1014, 135]),
    box([1020, 90, 148, 90], ['append', 'and answer'], 'good'),
    show(
      1,
      text(584, 345, 'Nothing that was refused is in anybody’s log', { size: 27, bold: true })
    )
  ]
}

export const client: Picture = {
  title: 'A client writes by RPC and reads by itself',
  desc: 'The client asks a server by its key for its status, which holds the view key. With it the client reads the view from any peer. Puts go to the server by RPC.',
  width: 640,
  height: 470,
  body: [
    '<rect class="s-soft" x="0" y="20" width="250" height="440" rx="16"/>',
    text(125, 54, 'your program', { size: 24, bold: true }),
    box([20, 90, 210, 100], ['client', 'RPC'], 'strong'),
    box([20, 320, 210, 100], ['reader', 'get, list'], 'plain'),
    machine('ada', 430, 96, 'server key', 210),
    machine('ben', 430, 326, 'any peer', 210),
    arrow([236, 118, 424, 118], { label: 'put', at: [330, 96] }),
    show(
      1,
      arrow([236, 160, 424, 160], { label: 'status?', at: [330, 186] }),
      arrow([125, 196, 125, 314]),
      text(118, 256, 'view key', { size: 22, anchor: 'end', bold: true })
    ),
    show(2, arrow([424, 368, 238, 368], { kind: 'good', label: 'blocks', at: [330, 346] }))
  ]
}

export const terminals: Picture = {
  title: 'Three writers in three terminals',
  desc: 'Three terminals run a writer each, a fourth puts and gets. The third is killed; puts and gets go on through the others.',
  height: 430,
  body: [
    ...(['ada', 'ben', 'cleo'] as const).map((peer, n) => {
      const x = n * 396
      return (
        `<rect class="s-strong" x="${x}" y="10" width="376" height="190" rx="12"/>` +
        block(peer, x + 40, 50, peer.charAt(0).toUpperCase(), 24) +
        text(x + 80, 50, `terminal ${n + 1}`, {
          size: 23,
          anchor: 'start',
          kind: 'strong',
          bold: true
        }) +
        text(x + 20, 110, '$ registry run …', {
          size: 22,
          mono: true,
          anchor: 'start',
          kind: 'strong'
        }) +
        text(x + 20, 150, 'prints its keys', {
          size: 21,
          mono: true,
          anchor: 'start',
          kind: 'strong'
        })
      )
    }),
    '<rect class="s-plain" x="196" y="270" width="776" height="140" rx="12"/>',
    text(226, 305, 'terminal 4', { size: 23, anchor: 'start', bold: true }),
    text(226, 345, '$ registry put llama …', { size: 22, mono: true, anchor: 'start' }),
    text(226, 380, '$ registry list --type text-generation', {
      size: 22,
      mono: true,
      anchor: 'start'
    }),
    arrow([584, 264, 584, 208]),
    show(1, mark('bad', 1150, 24, 30), text(985, 235, 'kill -9', { size: 26, mono: true })),
    show(
      2,
      mark('good', 972, 280, 28),
      text(1015, 330, 'goes on', { size: 26, bold: true, anchor: 'start' })
    )
  ]
}
