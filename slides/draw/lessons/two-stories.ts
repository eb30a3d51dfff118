import { arrow, block, box, mark, shape, text } from '../kit.ts'
import type { Picture } from '../kit.ts'
import { heading, say } from './parts.ts'

const X = (n: number) => 330 + n * 84
const TOP = 90
const LOW = 290

/** Blocks that both have, and behind them those of one of the two. */
function story(y: number, from: number, label: string, taught: boolean): string {
  return [0, 1, 2]
    .map((n) => {
      const x = X(from + n)
      const drawn = taught ? block('ben', x, y, `${label}${n + 1}`, 32) : shape('plain', x, y, 32)
      return taught ? drawn : drawn + text(x, y, `${label}${n + 1}`, { size: 26, bold: true })
    })
    .join('')
}

export const twoStories: Picture = {
  title: 'Two stories of one core',
  desc: 'One writer core, two disks. Both have the blocks 1 to 4. The peers also hold the blocks a1, a2 and a3, which the original appended at the places 5 to 7. A copy of the folder, or a disk that has forgotten its last blocks, ends at 4, and appends b1, b2 and b3 at the same places. Both are signed with the same key. A peer that has seen both closes the core: conflict.',
  width: 1168,
  height: 440,
  body: [
    heading(0, TOP - 16, 'the original,'),
    say(0, TOP + 20, 'as its peers have it'),
    heading(0, LOW - 16, 'the copy, or a disk'),
    say(0, LOW + 20, 'that has forgotten'),
    ...[0, 1, 2, 3].flatMap((n) => [
      block('ben', X(n), TOP, String(n + 1), 32),
      block('ben', X(n), LOW, String(n + 1), 32)
    ]),
    `<rect class="s-ghost" x="${X(4) - 44}" y="20" width="${3 * 84 + 4}" height="360" rx="14"/>`,
    story(TOP, 4, 'a', true),
    story(LOW, 4, 'b', false),
    text(X(5), (TOP + LOW) / 2, ['the same places,', 'other blocks,', 'one key'], { size: 22 }),
    arrow([X(6) + 50, TOP, 966, 160]),
    arrow([X(6) + 50, LOW, 966, 220]),
    box([974, 140, 172, 100], ['a peer', 'that sees both'], 'plain', { size: 24 }),
    mark('bad', 1140, 144, 24),
    text(1062, 280, ['conflict: it closes', 'the core, for good'], { size: 22 }),
    text(X(3), 418, 'signed by one key, both times', { size: 23, bold: true })
  ]
}
