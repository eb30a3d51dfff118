import { arrow, box, line, machine, mark, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

function band(y: number, h: number, name: string, question: string): string {
  return (
    `<rect class="s-soft" x="0" y="${y}" width="1168" height="${h}" rx="14"/>` +
    text(24, y + h / 2 - 16, name, { size: 28, bold: true, anchor: 'start' }) +
    text(24, y + h / 2 + 20, question, { size: 22, anchor: 'start' })
  )
}

export const stack: Picture = {
  title: 'The stack in one picture',
  desc: 'Three bands. Data: Hypercore, Corestore, HyperDB on Hyperbee, Autobase, Hyperschema and Hyperdispatch. Discovery: HyperDHT and discovery keys. Connections: Hyperswarm, Protomux and Protomux RPC.',
  body: [
    band(0, 262, 'Data', 'what is stored'),
    box([250, 18, 290, 106], ['Hypercore', 'one signed log'], 'plain'),
    box([558, 18, 290, 106], ['Corestore', 'many logs, one folder'], 'plain'),
    box([866, 18, 290, 106], ['HyperDB', 'on Hyperbee: indexes'], 'plain'),
    box([250, 138, 290, 106], ['Autobase', 'many logs, one view'], 'strong'),
    box([558, 138, 290, 106], ['Hyperschema', 'types make codecs'], 'plain'),
    box([866, 138, 290, 106], ['Hyperdispatch', 'operations, handlers'], 'plain'),
    show(
      1,
      band(278, 112, 'Discovery', 'who has it'),
      box([250, 288, 444, 92], ['HyperDHT', 'peers find peers, holes are punched'], 'plain'),
      box([712, 288, 444, 92], ['Discovery key', 'hash of a key: finds, reads nothing'], 'plain')
    ),
    show(
      2,
      band(406, 112, 'Connections', 'how it travels'),
      box([250, 416, 290, 92], ['Hyperswarm', 'keeps peers joined'], 'plain'),
      box([558, 416, 290, 92], ['Protomux', 'channels on a stream'], 'plain'),
      box([866, 416, 290, 92], ['Protomux RPC', 'ask and answer'], 'plain')
    )
  ]
}

const LAYERS = [
  ['HyperDB', "find('@registry/entry-by-type', …)", 'rows, typed; every index kept for you'],
  ['Hyperbee', 'text-generation / llama → …', 'sorted keys, as a tree inside a log'],
  ['Hypercore', '0 · 1 · 2 · 3 · 4', 'blocks in a log; one writer signs them'],
  ['Corestore', './storage', 'all logs in one folder: RocksDB below']
] as const

export const layers: Picture = {
  title: 'What a look-up stands on',
  desc: 'Four layers from top to bottom: HyperDB holds typed rows, Hyperbee sorted keys, Hypercore a signed log of blocks, Corestore all logs in one folder.',
  body: LAYERS.flatMap(([name, sample, words], n) => {
    const y = n * 134
    const parts = [
      box([0, y, 230, 100], name, n === 0 ? 'strong' : 'plain', { size: 28 }),
      text(290, y + 26, sample, { size: 28, anchor: 'start', mono: true }),
      text(290, y + 72, words, { size: 30, anchor: 'start' }),
      n > 0 ? arrow([115, y - 32, 115, y - 2]) : ''
    ]
    return n === 0 ? parts : [show(n, ...parts)]
  })
}

export const discovery: Picture = {
  title: 'A key reads, its hash finds',
  desc: 'The 32 bytes of a key are hashed to a discovery key. Ada announces the discovery key in the DHT, a reader looks it up and learns her address, and both connect directly.',
  body: [
    box([0, 20, 250, 96], ['key', 'reads and checks'], 'strong'),
    arrow([256, 68, 400, 68], { label: 'hash', at: [325, 45] }),
    box([406, 20, 290, 96], ['discovery key', 'finds, reads nothing'], 'soft'),
    text(980, 50, 'no way back', { size: 24, bold: true }),
    mark('bad', 850, 68, 20),
    text(980, 84, 'from hash to key', { size: 22 }),
    `<ellipse class="s-soft" cx="584" cy="270" rx="230" ry="84"/>`,
    text(584, 256, 'HyperDHT', { size: 28, bold: true }),
    text(584, 292, 'discovery key → addresses', { size: 22 }),
    machine('ada', 0, 390, 'has the log', 230),
    box([938, 390, 230, 84], ['reader', 'has the key'], 'plain'),
    show(1, arrow([130, 386, 362, 296]), text(130, 320, '1  announce', { size: 24, bold: true })),
    show(2, arrow([1050, 386, 808, 296]), text(1040, 320, '2  look up', { size: 24, bold: true })),
    show(
      3,
      arrow([932, 432, 238, 432], { kind: 'good' }),
      text(584, 408, '3  connect directly, encrypted', { size: 24, bold: true }),
      text(584, 468, 'and prove that you know the key', { size: 22 })
    )
  ]
}

const CHANNELS = [
  ['replicate: a writer’s log', 1],
  ['replicate: the view', 1],
  ['RPC: put-entry, status', 2]
] as const

export const connection: Picture = {
  title: 'One connection, many channels',
  desc: 'Between Ada and another peer there is one encrypted stream. Protomux lays channels into it: one for each log that is replicated, and one for RPC.',
  body: [
    machine('ada', 0, 180, 'a key pair', 220),
    machine('ben', 948, 180, 'a key pair', 220),
    '<rect class="s-soft" x="250" y="40" width="668" height="370" rx="30"/>',
    text(584, 80, 'one stream: encrypted, both sides proven', { size: 24, bold: true }),
    ...CHANNELS.map(([words, index], n) => {
      const y = 110 + n * 96
      return show(
        index,
        box([340, y, 488, 70], words, 'plain'),
        arrow([335, y + 35, 260, y + 35]),
        arrow([833, y + 35, 908, y + 35])
      )
    }),
    line([220, 222, 250, 222]),
    line([918, 222, 948, 222]),
    text(584, 460, 'Hyperswarm keeps it · Protomux splits it · Protomux RPC asks over it', {
      size: 24
    })
  ]
}
