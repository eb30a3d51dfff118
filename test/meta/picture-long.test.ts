import assert from 'node:assert/strict'
import { test } from 'node:test'

import { layout } from '../../workshop/picture/layout.ts'
import { Player } from '../../workshop/picture/moments.ts'
import { OrderLog } from '../../workshop/picture/order-log.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { signedCount } from '../../workshop/picture/state.ts'
import { readTrace, writeTrace } from '../../workshop/picture/trace.ts'
import type { Event } from '../../workshop/picture/trace.ts'
import { LIVE_EVENTS } from '../../workshop/picture/trail.ts'
import { START, block, order } from './support/picture-events.ts'

const BLOCKS = 10_000

/** A trace in which a writer appends block after block. */
function longTrace(): Event[] {
  const blocks = Array.from({ length: BLOCKS }, (_, at) => [
    block(`A${at + 1}`, at === 0 ? [] : [`A${at}`], 'x'),
    order('A', at, [`A${at + 1}`], at * 2)
  ])
  return [...START.slice(0, 5), ...blocks.flat()]
}

function played(events: Event[], limit?: number): Player {
  const player = new Player(limit)
  for (const event of events) player.push(event)
  return player
}

test('of a long trace the newest blocks are drawn', () => {
  const player = played(longTrace())
  const state = player.stateAt(player.moments.length - 1)
  const { blocks, rows } = layout(state)
  assert.equal(blocks.at(-1)?.id, `A${BLOCKS}`)
  assert.ok(blocks.length <= 200 && rows[0]?.more)
  assert.equal(rows[0]?.signedText, `${BLOCKS - 1} of ${BLOCKS} signed`)
})

test('a recording that goes on keeps its newest events, and what makes the state before them', () => {
  const recording = new Recording({ title: 'live', limit: LIVE_EVENTS })
  const sizes: number[] = []
  for (const { at: _, ...event } of longTrace().slice(1)) {
    recording.add(event)
    if (event.type === 'block' && event.seq % 2000 === 0) sizes.push(recording.events.length)
  }
  const most = 4 * LIVE_EVENTS + 10_000
  assert.ok(
    sizes.every((size) => size < most),
    `it does not grow: ${sizes}`
  )
  const whole = played(longTrace())
  const rest = played(readTrace(writeTrace(recording.events)))
  const last = (player: Player) => player.stateAt(player.moments.length - 1).peers.get('A')!
  assert.equal(
    last(rest).first + last(rest).order.length,
    last(whole).first + last(whole).order.length,
    'as many blocks'
  )
  assert.deepEqual(last(rest).order.slice(-400), last(whole).order.slice(-400))
  assert.equal(signedCount(last(rest)) + last(rest).first, BLOCKS - 1)
})

test('a live page goes back to the newest moments, each as it was', () => {
  const events = longTrace()
  const [whole, live] = [played(events), played(events, LIVE_EVENTS)]
  assert.ok(live.moments.length < 3 * LIVE_EVENTS, `${live.moments.length} moments`)
  const gone = whole.moments.length - live.moments.length
  for (const back of [1, 300, live.moments.length]) {
    const at = live.moments.length - back
    assert.equal(live.moments[at]?.caption, whole.moments[gone + at]?.caption)
    const newest = (player: Player, index: number) =>
      player.stateAt(index).peers.get('A')!.order.at(-1)
    assert.equal(newest(live, at), newest(whole, gone + at))
  }
})

test('pushing tells how many moments are gone, so that the page stays where somebody looks', () => {
  const player = new Player(10)
  let total = 0
  let gone = 0
  for (const event of longTrace().slice(0, 205)) {
    const before = player.moments.length
    const lost = player.push(event)
    total += player.moments.length - before + lost
    gone += lost
  }
  assert.ok(gone > 0)
  assert.equal(player.moments.length, total - gone)
})

test('a long order is remembered in part, and goes on as before', () => {
  const log = new OrderLog()
  const placed = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `A${from + at}`, end: 2 * (from + at) }))
  for (let at = 1; at <= 2000; at++) log.replace(at - 1, placed(at, 1))
  assert.equal(log.length, 2000)
  assert.equal(log.upTo(3999), 1999, 'a cut of the newest block')
  assert.equal(log.endOf(1999), 3998)
  assert.ok(log.start > 0, 'a cut below this would be read anew')
  log.replace(1999, placed(2000, 3))
  assert.equal(log.length, 2002)
})
