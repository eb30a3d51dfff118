import { arrow, box, line, mark, text } from '../kit.ts'
import type { Picture } from '../kit.ts'
import { heading } from './parts.ts'

interface KeyPair {
  name: string
  from: string
  /** Whose connection it opens; null opens none. */
  opens: string | null
  /** A tick or a cross for each right. */
  may: boolean[]
}

const OPENS = 250
const COLUMN = 640
const ROW = 104

/** A row for each key pair: where it comes from, what it opens, and what it may there. */
function table(rights: string[], pairs: KeyPair[]): string[] {
  const width = (1168 - COLUMN) / rights.length
  const X = (n: number) => COLUMN + width * (n + 0.5)
  return [
    heading(0, 14, 'key pair'),
    heading(OPENS + 20, 14, 'opens'),
    ...rights.map((right, n) => text(X(n), 14, right, { size: 23, bold: true })),
    ...pairs.map(({ name, from, opens, may }, n) => {
      const y = 90 + n * ROW
      return [
        n > 0 ? line([0, y - ROW / 2, 1168, y - ROW / 2], 'muted', true) : '',
        box([0, y - 40, 230, 80], [name, from], 'soft', { size: 23 }),
        opens === null
          ? text(OPENS + 20, y, 'nothing', { size: 22, anchor: 'start' })
          : arrow([OPENS - 14, y + 18, COLUMN - 30, y + 18]) +
            text(OPENS + 20, y - 12, opens, { size: 22, anchor: 'start' }),
        ...may.map((yes, at) => mark(yes ? 'good' : 'bad', X(at), y, 22))
      ].join('')
    })
  ]
}

export const adminKeys: Picture = {
  title: 'Which key pair opens which connection',
  desc: 'The server key pair, from the store, opens the connections of the swarm: it exchanges blocks, and may put and ask for status as anyone may. The admin key pair, from the store and on the card, opens the connection of add-writer: it may put, ask for status, and add writers. A new key pair opens the connection of each other command: it may put and ask for status, but not add writers. The writer key pair, from the store, opens no connection: it appends to the writer core.',
  height: 446,
  body: table(
    ['append', 'put, status', 'add-writer'],
    [
      { name: 'writer', from: 'from the store', opens: null, may: [true, false, false] },
      {
        name: 'server',
        from: 'from the store',
        opens: 'the instance’s own connections',
        may: [false, true, false]
      },
      {
        name: 'admin',
        from: 'on the card',
        opens: 'the connection of add-writer',
        may: [false, true, true]
      },
      {
        name: 'new each time',
        from: 'from nothing',
        opens: 'those of put, import, status …',
        may: [false, true, false]
      }
    ]
  )
}

export const keyPairs: Picture = {
  title: 'Five key pairs, and what each may do',
  desc: 'The writer key pair, from the store, opens no connection: it appends to the writer core. The server key pair, from the store, opens the connections of the swarm: as a caller it may ask for status, but not put. The admin key pair, on the card, is proven on the connection of a command: it may ask for status, put, and call what is for admins. An identity, a file of the client, is proven on the connection of a command: it may ask for status, and put once it is listed. A new key pair, from nothing, opens the connection of a command: it may only ask for status.',
  height: 548,
  body: table(
    ['append', 'status', 'put', 'admin'],
    [
      { name: 'writer', from: 'from the store', opens: null, may: [true, false, false, false] },
      {
        name: 'server',
        from: 'from the store',
        opens: 'the swarm’s connections',
        may: [false, true, false, false]
      },
      {
        name: 'admin',
        from: 'on the card',
        opens: 'proven on a command’s connection',
        may: [false, true, true, true]
      },
      {
        name: 'identity, listed',
        from: 'a file of the client',
        opens: 'proven on a command’s connection',
        may: [false, true, true, false]
      },
      {
        name: 'new each time',
        from: 'from nothing',
        opens: 'a command’s connection',
        may: [false, true, false, false]
      }
    ]
  )
}
