import { hello } from '#work/00-hello/hello.ts'
import { check } from './support/check.ts'

check(
  'both peers read the same, and both greetings are in it',
  {
    points: 0,
    task: '00.1',
    hints: [
      'This step is green as it ships: what did you change last?',
      'The peers read the same only after both have the same blocks, and only if apply takes everything that it stores from the blocks.',
      'git checkout steps/00-hello brings it back as it was.'
    ]
  },
  async (t) => {
    const [ada, ben] = await hello(() => {})
    t.alike(ben, ada, 'what Ben reads is what Ada reads')
    t.alike(ada.toSorted(), ['hello from Ada', 'hello from Ben'], 'what Ada reads')
  }
)

check(
  'what is printed at the end is what the peers read',
  {
    points: 0,
    task: '00.1',
    hints: [
      'hello prints four lines: two while the peers are apart, two when they are together.',
      'The last two lines show the views that it returns.',
      'git checkout steps/00-hello brings it back as it was.'
    ]
  },
  async (t) => {
    const lines: string[] = []
    const views = await hello((line) => lines.push(line))
    const printed = lines.slice(-2).map((line) => line.split('reads: ')[1]?.split(' | '))
    t.alike(printed, views)
  }
)
