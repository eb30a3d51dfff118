import assert from 'node:assert/strict'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { readPoints } from '../../workshop/grade/points.ts'
import { runStep } from '../../workshop/grade/run-step.ts'
import { findDifference } from '../../workshop/picture/difference.ts'
import { expectedRows } from '../../workshop/picture/expected.ts'
import { Player } from '../../workshop/picture/moments.ts'
import { readTrace } from '../../workshop/picture/trace.ts'
import type { Event } from '../../workshop/picture/trace.ts'
import { viewTable } from '../../workshop/picture/view-table.ts'
import { readWrong } from './rejects.ts'
import { copyRepo } from './support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ORDERS = /in every order of meeting and parting/

/** A mistake of the list, and the sentence that its picture marks. How short the order is depends on the time for it. */
const MARKED: [step: string, mistake: RegExp, sentence: RegExp][] = [
  ['02-autobase', /never flushes/, /^Your peer applied [ABC]\d .*its view holds nothing/],
  ['02-autobase', /time of day/, /^Your peer reads \w+ .* no block says that: .*clock/],
  [
    '02-autobase',
    /first put of a name wins/,
    /reads \w+ as [ABC]\d put it, though [ABC]\d comes later .*(kept the earlier put|apply went on)/
  ],
  [
    '02-autobase',
    /drive key stays text/,
    /^Your peer stopped( at [BC]\d.*)?: Incorrect buffer size/
  ],
  [
    '02-autobase',
    /instead of appending/,
    /no block in its order put it: it came into the view past apply/
  ],
  ['02-autobase', /remembers in a variable/, /does something outside the view remember/],
  [
    '02-autobase',
    /returns after the first put/,
    /One call of apply got [ABC]\d.* The view has [ABC]\d, and not [ABC]\d/
  ],
  [
    '03-dispatch',
    /does not await the put/,
    /^Your peer stopped.*A put or delete in apply is not awaited/
  ],
  [
    '03-dispatch',
    /forgets to return it/,
    /^After A\d \(add-writer B\) your peer does not count B as a writer/
  ],
  [
    '04-writers',
    /Every writer becomes an indexer/,
    /^After A\d \(add-writer B\) your peer counts B as an indexer/
  ]
]

const sentences = new Map<RegExp, string>()

let copy = ''
before(async () => (copy = await copyRepo(root)))
after(() => rm(copy, { recursive: true, force: true }))

for (const [step, mistake, sentence] of MARKED) {
  test(`the picture marks the difference: ${step}, ${mistake.source}`, async () => {
    const { message, path } = await failWith(step, mistake)
    assert.match(message, /npm run look -- \.workshop/)
    const events = readTrace(await readFile(join(copy, path), 'utf8'))
    const marked = events.filter((event) => event.type === 'difference')
    assert.equal(marked.length, 1, 'one difference, the first')
    assert.match(marked[0]!.sentence, sentence)
    sentences.set(mistake, marked[0]!.sentence)
    const names = events.flatMap((event) => (event.type === 'peer' ? [event.role] : []))
    assert.deepEqual(names, ['yours', 'ours', 'ours'])
    checkMoments(events)
  })
}

/** The mark stands at the first moment at which the fault is to be seen, and the table shows what is true then. */
function checkMoments(events: Event[]): void {
  const player = new Player()
  for (const event of events) player.push(event)
  const found: number[] = []
  for (const [at] of player.moments.entries()) {
    const state = player.stateAt(at)
    if (findDifference(state, 'A') !== null) found.push(at)
    for (const peer of state.peers.values()) {
      const expected = peer.role === 'ours' ? expectedRows(state, peer) : null
      if (expected === null || peer.rows === null) continue
      const lines = [...expected.values()].map(({ line }) => line)
      assert.deepEqual(peer.rows, lines.sort(), `what ours reads at moment ${at}`)
    }
    const wrong = viewTable(state).rows.some(({ cells }) =>
      cells.some(({ wants }) => wants !== null)
    )
    assert.ok(!wrong || found.length > 0, `no row is marked before the difference: moment ${at}`)
  }
  if (found.length > 0) assert.equal(player.different, found[0], 'the first of them')
}

test('at least five mistakes have a sentence that fits no other', () => {
  assert.equal(sentences.size, MARKED.length)
  const apart = MARKED.filter(([, mistake]) => {
    const sentence = sentences.get(mistake) ?? ''
    return MARKED.filter(([, , pattern]) => pattern.test(sentence)).length === 1
  })
  assert.ok(apart.length >= 5, `apart: ${apart.map(([, mistake]) => mistake.source).join(', ')}`)
})

/** Runs the orders of a step with a mistake in it; returns what the failure says. */
async function failWith(step: string, mistake: RegExp): Promise<{ message: string; path: string }> {
  const folder = join(copy, 'steps', step)
  await rm(folder, { recursive: true, force: true })
  await cp(join(copy, 'solutions', step), folder, { recursive: true })
  const wrong = (await readWrong(root, step))?.wrong.find((each) => mistake.test(each.mistake))
  assert.ok(wrong, `no wrong solution is called ${mistake}`)
  for (const { file, find, replace } of wrong.edits) {
    const text = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, file), text.split(find).join(replace))
  }
  const tests = (await readPoints(root))[step]?.tests ?? []
  const place = tests.findIndex(({ name }) => ORDERS.test(name))
  const run = await runStep(step, { root: copy, target: 'steps', only: [place] })
  const message = run.tests[place]?.failures[0]?.message ?? ''
  const path = /^picture: (.+)$/m.exec(message)?.[1]
  assert.ok(path, `the failure names no picture:\n${message}`)
  return { message, path }
}
