import { block, line, mark, shape, text } from '../kit.ts'
import type { Picture } from '../kit.ts'
import { heading, instance, say } from './parts.ts'

const LANE = { one: 42, two: 152, three: 262 }
const ORDER = 440
/** Where the cable is cut, and where it is repaired. */
const CUT = [470, 900] as const
const X = (n: number) => 320 + n * 100
const AGAIN = (n: number) => 320 + n * 116

function put(n: number, x: number, y: number): string {
  return block('cleo', x, y, `p${n}`, 28)
}

function lost(n: number, x: number): string {
  return (
    `<g opacity="0.45">${shape('plain', x, ORDER, 30)}</g>` +
    text(x, ORDER, `p${n}`, { size: 24 }) +
    mark('bad', x + 26, ORDER - 28, 18)
  )
}

export const removal: Picture = {
  title: 'A removal against puts that nobody has',
  desc: 'Time runs to the right. Three puts p1 and p2, and the others get them. Then three is cut off, and answers p3, p4 and p5. Meanwhile one removes three, and two signs that. When the cable is repaired there is one order: p1, p2, the removal, and after it p3, p4 and p5, which are not applied although they were answered.',
  width: 1100,
  height: 540,
  body: [
    ...(['one', 'two', 'three'] as const).map((name) => {
      const y = LANE[name]
      return instance(name, 0, y - 42, 'indexer', 200) + line([210, y, 1080, y], 'muted')
    }),
    `<rect class="s-ghost" x="${CUT[0]}" y="206" width="${CUT[1] - CUT[0]}" height="112" rx="14"/>`,
    text(CUT[1] + 14, 232, 'cut off', { size: 22, anchor: 'start', bold: true }),
    ...[1, 2].map((n) => put(n, X(n - 1), LANE.three)),
    ...[3, 4, 5].map(
      (n) => put(n, X(n - 1), LANE.three) + mark('good', X(n - 1) + 30, LANE.three - 26, 15)
    ),
    text(X(5) - 8, LANE.three + 24, 'answered', { size: 22, anchor: 'middle' }),
    block('ada', X(3), LANE.one, '−3', 30),
    say(X(3) + 46, LANE.one - 20, 'remove three'),
    block('ben', X(4), LANE.two, '2', 28),
    say(X(4) + 46, LANE.two - 20, 'signs it as well'),
    line([0, 348, 1100, 348], 'muted', true),
    heading(0, ORDER - 16, 'the order'),
    say(0, ORDER + 18, 'once repaired'),
    ...[1, 2].map((n) => put(n, AGAIN(n - 1), ORDER)),
    block('ada', AGAIN(2), ORDER, '−3', 30),
    line([AGAIN(2) + 58, 384, AGAIN(2) + 58, 480]),
    ...[3, 4, 5].map((n) => lost(n, AGAIN(n))),
    text(AGAIN(1), 506, 'applied, and stay', { size: 23, bold: true }),
    text(AGAIN(4) + 20, 506, 'not applied, though answered', { size: 23, bold: true })
  ]
}
