import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Player } from '../../workshop/picture/moments.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { describeState } from '../../workshop/picture/words.ts'
import { MET, START, block, order } from './support/picture-events.ts'
import { TRACE, skip, usePage } from './support/picture-page.ts'

const picture = usePage()

const caption = () => picture.page.locator('#caption').innerText()
const chips = (peer: string) =>
  picture.page.locator(`[data-peer=${peer}] .mark .label`).allTextContents()

test('the text form says what the trace says, at each moment', { skip }, async () => {
  await picture.open()
  const player = new Player()
  for (const event of TRACE) player.push(event)
  await picture.page.keyboard.press('Home')
  for (const [index, moment] of player.moments.entries()) {
    const state = player.stateAt(index)
    assert.equal(await caption(), moment.caption)
    assert.deepEqual(
      await picture.page.locator('#sentences li').allInnerTexts(),
      describeState(state)
    )
    for (const { id, order } of state.peers.values()) assert.deepEqual(await chips(id), order)
    await picture.page.keyboard.press('ArrowRight')
  }
  assert.deepEqual(
    await picture.page.locator('#moments button').allInnerTexts(),
    player.moments.map(({ caption }) => caption)
  )
})

test('an order that is longer than the page shows its newest block', { skip }, async () => {
  const ids = Array.from({ length: 40 }, (_, at) => `A${at + 2}`)
  const long = ids.flatMap((id, at) => [block(id, [], 'x'), order('A', at + 1, [id], 2)])
  await picture.open({ events: [...START, ...long], live: false })
  const seen = await picture.page.evaluate<boolean>(
    `document.querySelector('[data-peer=A] [data-block=A41]').getBoundingClientRect().right <= innerWidth`
  )
  assert.ok(seen)
  await picture.page.keyboard.press('Home')
  await picture.page.keyboard.press('End')
  const left = () =>
    picture.page.evaluate<number>(`document.querySelector('[data-peer=A] .scroll').scrollLeft`)
  assert.ok((await left()) > 1000)
})

test('text of others is text', { skip }, async () => {
  await picture.open()
  await picture.page.keyboard.press('End')
  await picture.page.locator('#dag [data-block=B2]').click()
  assert.match(await picture.page.locator('#details dl').innerText(), /<img src=x/)
  assert.equal(await picture.page.locator('img').count(), 0)
})

test('a live picture follows, and stays where somebody looks', { skip }, async () => {
  const live = new Recording({ title: 'live' })
  const start = live.events.length
  for (const { at: _, ...event } of MET.slice(1)) live.add(event)
  assert.ok(live.events.length > start)
  await picture.open({ live })
  assert.equal(await picture.page.locator('#live').innerText(), 'live')
  const append = (id: string, keep: number) => {
    for (const { at: _, ...event } of [block(id, [], 'whisper'), order('A', keep, [id], 2)])
      live.add(event)
  }
  append('A2', 2)
  await picture.page.locator('[data-peer=A] [data-block=A2]').waitFor()
  await picture.page.keyboard.press('Home')
  append('A3', 3)
  await picture.page.locator('#slider[max="5"]').waitFor()
  assert.deepEqual(await chips('A'), ['A1'])
  await picture.page.keyboard.press('End')
  assert.deepEqual(await chips('A'), ['B1', 'A1', 'A2', 'A3'])
  await picture.page.reload()
  await picture.page.locator('[data-peer=A] [data-block=A3]').waitFor()
})

test('no request left the machine, and the console was silent', { skip }, () => {
  const foreign = picture.asked.filter((url) => !/^(http:\/\/127\.0\.0\.1:|data:)/.test(url))
  assert.deepEqual([foreign, picture.said], [[], []])
})
