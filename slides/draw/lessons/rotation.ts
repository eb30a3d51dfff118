import { arrow, line, mark, text } from '../kit.ts'
import type { Picture } from '../kit.ts'
import { heading, sign } from './parts.ts'

interface State {
  indexers: string[]
  /** Who must sign the next change, and how many of how many. */
  majority: string
  needs: string[]
}

const COLUMN = [0, 400, 800]
const ROW = 330

const LOST: State = { indexers: ['one', 'two', 'three'], majority: '2 of 3', needs: ['one', 'two'] }
const DONE: State = {
  indexers: ['one', 'two', 'four'],
  majority: '2 of 3',
  needs: ['any two']
}
const WAYS: [title: string, changes: string[][], states: State[]][] = [
  [
    'add first',
    [
      ['add', 'four'],
      ['remove', 'three']
    ],
    [
      LOST,
      {
        indexers: ['one', 'two', 'three', 'four'],
        majority: '3 of 4',
        needs: ['one', 'two', 'four']
      },
      DONE
    ]
  ],
  [
    'remove first',
    [
      ['remove', 'three'],
      ['add', 'four']
    ],
    [LOST, { indexers: ['one', 'two'], majority: '2 of 2', needs: ['one', 'two'] }, DONE]
  ]
]

function state({ indexers, majority, needs }: State, n: number, y: number): string {
  const x = COLUMN[n] ?? 0
  return [
    `<rect class="s-soft" x="${x}" y="${y}" width="270" height="96" rx="14"/>`,
    ...indexers.map((name, at) => {
      const middle = x + 135 + (at - (indexers.length - 1) / 2) * 64
      const gone = name === 'three' ? mark('bad', middle + 22, y + 24, 16) : ''
      return sign(name, middle, y + 48, 26) + gone
    }),
    text(x + 135, y + 128, `majority: ${majority}`, { size: 23, bold: true }),
    n < 2
      ? text(x + 135, y + 162, `next needs ${needs.join(', ')}`, { size: 22 })
      : text(x + 135, y + 162, `${needs.join(', ')} will do`, { size: 22 })
  ].join('')
}

export const rotation: Picture = {
  title: 'Add first, or remove first',
  desc: 'Indexers one, two and three; three is lost, four is ready. Add first: with one, two, three and four the majority is three of four, and removing three needs one, two and four. Remove first: with one and two the majority is two of two, and adding four needs one and two. Both ways end with one, two and four, where any two of three will do. Each way takes two changes of the view key.',
  width: 1070,
  height: 560,
  body: WAYS.flatMap(([title, changes, states], n) => {
    const y = 52 + n * ROW
    return [
      n > 0 ? line([0, y - 84, 1070, y - 84], 'muted', true) : '',
      heading(0, y - 40, title),
      ...states.map((each, at) => state(each, at, y)),
      ...changes.map((words, at) => {
        const x = (COLUMN[at] ?? 0) + 278
        return arrow([x, y + 48, x + 114, y + 48]) + text(x + 57, y + 10, words, { size: 21 })
      })
    ]
  })
}
