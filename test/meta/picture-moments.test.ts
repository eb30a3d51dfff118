import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findDifference } from '../../workshop/picture/difference.ts'
import { Player } from '../../workshop/picture/moments.ts'
import type { Event } from '../../workshop/picture/trace.ts'
import { MET, START, block, order, rows } from './support/picture-events.ts'
import { DIFFERENCE } from './support/picture-page.ts'

function played(events: Event[]): Player {
  const player = new Player()
  for (const event of events) player.push(event)
  return player
}

function captions(events: Event[]): string[] {
  return played(events).moments.map(({ caption }) => caption)
}

const members = (peer: string, writers: string[]): Event => {
  return { type: 'members', at: 0, peer, writers, indexers: ['A'], pending: [] }
}

test('what a peer reads, its members and a difference belong to the moment of its order', () => {
  const read = rows('A', ['llama (test, drive key 9)'])
  const events = [
    ...START,
    order('A', 0, ['B1', 'A1'], 2),
    read,
    members('A', ['A', 'B']),
    DIFFERENCE
  ]
  const player = played(events)
  assert.equal(player.moments.length, 3)
  assert.equal(player.different, 2)
  assert.match(
    player.moments[2]!.caption,
    /^Your peer A cuts back a block.* signed\. It has these writers: A, B;/
  )
  const state = player.stateAt(2)
  assert.deepEqual(state.peers.get('A')?.rows, ['llama (test, drive key 9)'])
  assert.equal(state.difference?.block, 'A1')
  assert.deepEqual([...state.change.again], ['A1'], 'what was applied again stays marked')
  assert.equal(player.stateAt(1).difference, null)
})

test('once an order has changed, nobody knows what a peer reads before it is read', () => {
  const events = [...START, rows('A', ['x (test, drive key 1)']), order('A', 0, ['B1', 'A1'], 2)]
  const player = played(events)
  const read = () => [1, 2].map((at) => player.stateAt(at).peers.get('A')?.rows)
  assert.deepEqual(read(), [['x (test, drive key 1)'], null])
  const signed = played([...events.slice(0, -1), order('A', 1, [], 2)])
  assert.deepEqual(signed.stateAt(2).peers.get('A')?.rows, ['x (test, drive key 1)'])
})

test('rows that change without an order have a moment of their own', () => {
  const events = [
    ...MET,
    rows('A', []),
    rows('B', []),
    rows('A', []),
    rows('A', ['x (test, drive key 1)'])
  ]
  assert.deepEqual(captions(events).slice(4), [
    'Your peer A reads other entries now, and its order is as before.'
  ])
})

test('a cut without anything that follows is told', () => {
  assert.equal(captions([...MET, order('A', 1, [], 2)]).at(-1), 'Your peer A cuts back a block.')
})

test('what is to be looked at begins once the peers are admitted', () => {
  const note: Event = { type: 'note', at: 0, text: 'Next: all meet.' }
  assert.equal(played(START).start, 0)
  assert.equal(played([...START, { type: 'begin', at: 0 }, note]).start, 2)
})

/** What is said of a peer that has applied these puts in calls, and reads these rows. */
function said(calls: string[][], read: string[]): string | null {
  const puts = calls.flat().map((put, at) => {
    const [name = '', owner = ''] = put.split(' by ')
    const each = block(`A${at + 1}`, [], name)
    if (each.type === 'block' && owner) Object.assign(each.fields, { owner })
    return each
  })
  let count = 0
  const ends = calls.flatMap((call) => {
    count += call.length
    return call.map(() => count * 2)
  })
  const ids = puts.map((_, at) => `A${at + 1}`)
  const applied = { ...order('A', 0, ids, 0), ends }
  const player = played([...START.slice(0, 5), ...puts, applied, rows('A', read)])
  return findDifference(player.stateAt(player.moments.length - 1), 'A')?.sentence ?? null
}

const entry = (name: string, key: number) => `${name} (test, drive key ${key})`

const SENTENCES: [why: string, calls: string[][], read: string[], sentence: string | null][] = [
  ['nothing is wrong', [['llama'], ['llama']], [entry('llama', 2)], null],
  [
    'the first put wins, alone in its call',
    [['llama'], ['llama']],
    [entry('llama', 1)],
    'Your peer reads llama as A1 put it, though A2 comes later in its order and puts llama too. Apply got A2 alone, and kept the earlier put.'
  ],
  [
    'the first put wins, and apply went on',
    [['llama'], ['llama', 'whisper']],
    [entry('llama', 1), entry('whisper', 3)],
    'Your peer reads llama as A1 put it, though A2 comes later in its order and puts llama too. One call of apply got A2 and A3. The view has A3, and not A2: apply went on, and left out A2.'
  ],
  [
    'the first put wins, or apply stopped: both are said',
    [['llama'], ['whisper', 'llama']],
    [entry('llama', 1), entry('whisper', 2)],
    'Your peer reads llama as A1 put it, though A3 comes later in its order and puts llama too. One call of apply got A2 and A3. The view has A2, and not A3: apply stopped after A2, or kept the earlier put.'
  ],
  [
    'apply stopped',
    [['llama', 'whisper', 'mistral']],
    [entry('llama', 1)],
    'Your peer does not have whisper, which A2 put. One call of apply got A1, A2 and A3. The view has A1, and not A2 and A3: apply stopped after A1.'
  ],
  [
    'a put is passed over',
    [['llama'], ['whisper']],
    [entry('llama', 1)],
    'Your peer does not have whisper, which A2 put: apply passed over A2 (put-entry whisper).'
  ],
  [
    'a field of an earlier put stays',
    [['llama by meta'], ['llama']],
    [`${entry('llama', 2)} by meta`],
    'Your peer reads llama (test, drive key 2) by meta: type and drive key from A2, owner from A1. A2 is the last put of llama in its order, and a put replaces the whole entry.'
  ],
  [
    'a field of an earlier put is missing',
    [['llama'], ['llama by meta']],
    [entry('llama', 2)],
    'Your peer reads llama (test, drive key 2): type and drive key from A2, no owner from A1. A2 is the last put of llama in its order, and a put replaces the whole entry.'
  ],
  [
    'fields of three puts',
    [['llama'], ['llama by meta'], ['llama by google']],
    [`${entry('llama', 1)} by meta`],
    'Your peer reads llama (test, drive key 1) by meta: type from A3, drive key from A1, owner from A2. A3 is the last put of llama in its order, and a put replaces the whole entry.'
  ]
]
for (const [why, calls, read, sentence] of SENTENCES) {
  test(`the sentence says what was seen: ${why}`, () => assert.equal(said(calls, read), sentence))
}
