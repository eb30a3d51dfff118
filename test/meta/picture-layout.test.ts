import assert from 'node:assert/strict'
import { test } from 'node:test'

import { findDifference } from '../../workshop/picture/difference.ts'
import { enter } from '../../workshop/picture/enter.ts'
import { CELL, layout } from '../../workshop/picture/layout.ts'
import { Player } from '../../workshop/picture/moments.ts'
import { snapshot } from '../../workshop/picture/snapshot.ts'
import { emptyState } from '../../workshop/picture/state.ts'
import type { State } from '../../workshop/picture/state.ts'
import type { Event } from '../../workshop/picture/trace.ts'
import { KEY, MET, OTHER, START, block, order, rows } from './support/picture-events.ts'
import { blockDetails, describeState } from '../../workshop/picture/words.ts'

function stateOf(events: Event[]): State {
  const state = emptyState()
  for (const event of events) enter(state, event)
  return state
}

function captions(events: Event[]): string[] {
  const player = new Player()
  for (const event of events) player.push(event)
  return player.moments.map(({ caption }) => caption)
}

test('a block stands to the right of all that its writer had seen', () => {
  const { blocks, links } = layout(
    stateOf([...MET, block('A2', ['A1', 'B1'], 'x'), order('A', 2, ['A2'], 2)])
  )
  const x = Object.fromEntries(blocks.map(({ id, x }) => [id, x]))
  assert.equal(x.A1, x.B1, 'blocks that do not know of each other share a column')
  assert.equal(x.A2! - x.A1!, CELL)
  assert.deepEqual(links.map(({ id }) => id).sort(), ['A2-A1', 'A2-B1'])
})

test('a cut marks what is new and what is applied again', () => {
  const { rows } = layout(stateOf(START.concat(order('A', 0, ['B1', 'A1'], 2))))
  assert.deepEqual(
    rows[0]?.marks.map(({ id, state }) => `${id} ${state}`),
    ['B1 fresh', 'A1 again']
  )
  assert.equal(rows[0]?.signed, CELL, 'the signed line stands behind the first block')
  assert.equal(rows[1]?.signed, null)
})

test('the sentences say what the drawing shows', () => {
  const state = stateOf(MET)
  assert.deepEqual(describeState(state), [
    'Your peer A: Signed: B1. Not signed: A1. View yyyyyy…, 1 block.',
    'Our peer B: Signed: B1. Not signed: A1. View yyyyyy…, 1 block.'
  ])
  assert.deepEqual(captions(MET), [
    'Your peer A appends A1 (put-entry llama).',
    'Our peer B appends B1 (put-entry llama).',
    'Your peer A cuts back a block, applies B1 (put-entry llama), and applies A1 (put-entry llama) again, and sees 1 more block signed.',
    'Our peer B applies A1 (put-entry llama), and sees 1 more block signed.'
  ])
})

test('a rotation, a connection and a crash have their sentences', () => {
  const events: Event[] = [
    ...MET,
    order('A', 2, [], 2, OTHER),
    { type: 'link', at: 0, a: 'A', b: 'B', up: true },
    { type: 'link', at: 0, a: 'A', b: 'B', up: true },
    { type: 'peer-state', at: 0, peer: 'B', up: false, reason: 'killed' },
    { type: 'peer-state', at: 0, peer: 'B', up: true, reason: '' },
    { type: 'peer-state', at: 0, peer: 'B', up: false, reason: 'out of reach: it does not answer' },
    { type: 'lead', at: 0, id: 'A' }
  ]
  assert.deepEqual(captions(events).slice(4), [
    'Your peer A has a new view key, bbbbbb….',
    'Your peer A and our peer B are connected.',
    'Our peer B has stopped: killed',
    'Our peer B is back.',
    'Our peer B is out of reach: it does not answer',
    'A is the lead now: it appends the entries of all.'
  ])
  const state = stateOf(events)
  const lanes = layout(state).lanes.map(({ id, role }) => [id, role])
  assert.deepEqual(lanes, [
    ['A', 'not a writer, lead'],
    ['B', 'out of reach']
  ])
  const again = stateOf(snapshot(state, 0))
  assert.deepEqual(describeState(again), describeState(state), 'what stands for old events')
  assert.equal(again.lead, 'A')
})

test('going back shows what was there then', () => {
  const player = new Player()
  for (const event of MET) player.push(event)
  const orderAt = (moment: number) => player.stateAt(moment).peers.get('A')?.order.join(' ')
  assert.deepEqual([3, 0, 2, 1].map(orderAt), ['B1 A1', 'A1', 'B1 A1', 'A1'])
})

test('a block tells who has seen and who has signed it', () => {
  const events = [...MET, block('B2', ['A1'], '', 2), order('B', 2, ['B2'], 2)]
  const details = (id: string) => Object.fromEntries(blockDetails(stateOf(events), id))
  assert.equal(details('A1')['Seen by writers'], 'B')
  assert.equal(details('B1')['Seen by writers'], 'nobody yet')
  assert.equal(details('B1')['Signed by'], 'B')
  assert.equal(details('A1')['Signed by'], 'nobody yet')
})

test('each mistake has its own sentence', () => {
  const right = 'llama (test, drive key 1)'
  const says = (...events: Event[]) =>
    findDifference(stateOf([...MET, ...events]), 'A')?.sentence ?? null
  assert.equal(says(rows('A', [right])), null)
  assert.match(says(rows('A', [])) ?? '', /its view holds nothing/)
  assert.match(says(rows('A', ['llama (test, drive key 9)'])) ?? '', /no block says that/)
  const earlier = block('B1', [], 'llama')
  assert.ok(earlier.type === 'block')
  const owned: Event = { ...earlier, fields: { type: 'test', driveKey: '5', owner: 'meta' } }
  assert.match(
    says(owned, rows('A', ['llama (test, drive key 1) by meta'])) ?? '',
    /\(test, drive key 1\) by meta: type and drive key from A1, owner from B1\. A1 is the last put of llama .* replaces the whole entry/
  )
  assert.match(says(rows('A', [right, right])) ?? '', /has llama twice/)
  assert.match(
    says(rows('A', [right, 'x (test, drive key 3)'])) ?? '',
    /no block in its order put it/
  )
  const more = { ...order('A', 2, [], 2), view: { key: KEY, length: 2 } }
  assert.match(says(rows('A', [right]), more) ?? '', /2 blocks in your peer's view and 1 in ours/)
  const writers = ['A', 'B']
  const both: Event[] = [
    { type: 'members', at: 0, writers, peer: 'A', indexers: ['A', 'B'], pending: [] },
    { type: 'members', at: 0, writers, peer: 'B', indexers: ['A'], pending: [] }
  ]
  assert.match(says(rows('A', [right]), ...both) ?? '', /counts B as an indexer, unlike ours/)
  const down: Event = { type: 'peer-state', at: 0, peer: 'A', up: false, reason: 'out of bounds' }
  assert.equal(says(down), 'Your peer stopped: out of bounds.')
})
