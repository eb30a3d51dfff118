import { arrow, block, box, line, text } from '../kit.ts'
import type { Picture } from '../kit.ts'
import { heading, say } from './parts.ts'

const KEY = 300
const PART = 640
const ROWS = [
  { who: ['the DHT'], key: 'discovery key', y: 90 },
  { who: ['a machine of', 'the registry'], key: 'base key', y: 222 },
  { who: ['anyone who', 'may read'], key: 'view key', y: 330 },
  { who: ['an admin'], key: 'local key', y: 438 },
  { who: ['a client'], key: 'server key', y: 546 }
]

function row({ who, key, y }: (typeof ROWS)[number]): string {
  return [
    `<rect class="s-ghost" x="0" y="${y - 42}" width="190" height="84" rx="12"/>`,
    text(95, y, who, { size: 22, bold: true }),
    box([KEY, y - 34, 210, 68], key, 'strong'),
    arrow([KEY + 216, y, PART - 14, y])
  ].join('')
}

export const keys: Picture = {
  title: 'The five keys',
  desc: 'Who has each key, and what it leads to. The DHT has discovery keys: they lead to the addresses of those who announced them. Base key and view key each have one, made by a hash. A machine of the registry has the base key: it leads to every writer’s core. Anyone who may read has the view key: it leads to what is signed. An admin is given the local key: it names the writer core of this instance. The local key of the first writer is the base key. A client has the server key: it calls the swarm of this instance.',
  width: 1168,
  height: 600,
  body: [
    heading(0, 14, 'who has it'),
    heading(KEY, 14, 'key'),
    heading(PART, 14, 'what it leads to'),
    ...ROWS.map(row),
    arrow([405, 184, 405, 130], { dashed: true }),
    text(420, 157, 'hash', { size: 22, anchor: 'start' }),
    arrow([296, 330, 296, 94], { dashed: true, bend: -120 }),
    text(212, 276, 'hash', { size: 21 }),
    `<rect class="s-soft" x="${PART}" y="48" width="528" height="84" rx="12"/>`,
    say(PART + 30, 90, 'addresses of those who announced it'),
    `<rect class="s-plain" x="${PART}" y="164" width="528" height="436" rx="16"/>`,
    text(1150, 188, 'an instance', { size: 22, bold: true, anchor: 'end' }),
    block('ada', 690, 222, 'A', 24),
    block('ben', 746, 222, 'B', 24),
    block('cleo', 802, 222, 'C', 24),
    say(846, 222, 'every writer’s core'),
    ...[0, 1, 2, 3].map((n) => block('plain', 688 + n * 46, 330, '', 20)),
    say(880, 330, 'the view, as signed'),
    block('ben', 690, 438, 'B', 24),
    say(730, 438, ['its own writer core; the local key', 'of the first writer is the base key']),
    line([666, 546, 714, 546]),
    `<circle class="s-plain" cx="690" cy="546" r="16"/>`,
    say(730, 546, 'its swarm: the address for calls')
  ]
}
