import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Event } from '../../workshop/picture/trace.ts'
import { START } from './support/picture-events.ts'
import { TRACE, skip, usePage } from './support/picture-page.ts'

const picture = usePage()

const caption = () => picture.page.locator('#caption').innerText()
const place = () => picture.page.locator('#place').innerText()

test('each control steps to its moment', { skip }, async () => {
  await picture.open()
  const steps: [string, string][] = [
    ['First', '1 of 5'],
    ['Next', '2 of 5'],
    ['Next', '3 of 5'],
    ['Back', '2 of 5'],
    ['Last', '5 of 5']
  ]
  for (const [name, expected] of steps) {
    await picture.page.getByRole('button', { name, exact: true }).click()
    assert.equal(await place(), expected, name)
  }
  await picture.page.getByRole('button', { name: 'Show it' }).click()
  assert.equal(await place(), '4 of 5')
  await picture.page.getByRole('slider').fill('2')
  assert.match(await caption(), /cuts back a block/)
  await picture.page.locator('#moments button').first().click()
  assert.equal(await place(), '1 of 5')
  await picture.page.getByRole('button', { name: 'Play' }).click()
  await picture.page.getByRole('button', { name: 'Pause' }).waitFor()
  await picture.page.locator('body[data-moment="1"]').waitFor()
})

test('the keyboard is enough', { skip }, async () => {
  await picture.open()
  const keys: [string, string][] = [
    ['Home', '1 of 5'],
    ['ArrowRight', '2 of 5'],
    ['ArrowLeft', '1 of 5'],
    ['End', '5 of 5']
  ]
  for (const [key, expected] of keys) {
    await picture.page.keyboard.press(key)
    assert.equal(await place(), expected, key)
  }
  const focused = () =>
    picture.page.evaluate<string | null>(
      `document.activeElement.closest('[data-block]')?.dataset.block ?? null`
    )
  for (let n = 0; n < 20 && (await focused()) === null; n++)
    await picture.page.keyboard.press('Tab')
  assert.equal(await focused(), 'B2', 'Tab reaches the newest block')
  await picture.page.keyboard.press('ArrowLeft')
  const chosen = await focused()
  assert.notEqual(chosen, 'B2')
  await picture.page.keyboard.press('Enter')
  assert.equal(await picture.page.locator('#details h2').innerText(), `Block ${chosen}`)
  assert.equal(await place(), '5 of 5', 'arrows in a drawing leave the time as it is')
  await picture.page.keyboard.press('t')
  assert.equal(await picture.page.locator('html').getAttribute('data-theme'), 'dark')
})

test('the list of moments shows the one that is shown', { skip }, async () => {
  const notes = Array.from({ length: 60 }, (_, at): Event => ({
    type: 'note',
    at,
    text: `Note ${at}`
  }))
  await picture.open({ events: [...START, ...notes], live: false })
  const seen = () =>
    picture.page.evaluate<boolean>(`(() => {
      const list = document.querySelector('#moments').getBoundingClientRect()
      const item = document.querySelector('#moments [aria-current]').getBoundingClientRect()
      return item.top >= list.top && item.bottom <= list.bottom
    })()`)
  assert.ok(await seen(), 'the last')
  await picture.page.keyboard.press('Home')
  assert.ok(await seen(), 'the first')
})

test(
  'moments in which peers are started are counted apart, and can be reached',
  { skip },
  async () => {
    const [first, second, ...rest] = [0, 1, 2, 3, 4].map((at): Event => {
      return { type: 'note', at, text: `Note ${at}` }
    })
    const events = [
      ...START.slice(0, 5),
      first!,
      second!,
      { type: 'begin', at: 1 } as const,
      ...rest
    ]
    await picture.open({ events, live: false })
    const steps: [key: string, place: string, caption: string][] = [
      ['End', '3 of 3', 'Note 4'],
      ['Home', '1 of 3', 'Note 2'],
      ['ArrowLeft', 'setup 2 of 2', 'Note 1'],
      ['Home', 'setup 1 of 2', 'Note 0'],
      ['End', '3 of 3', 'Note 4']
    ]
    for (const [key, expected, said] of steps) {
      await picture.page.keyboard.press(key)
      assert.deepEqual([await place(), await caption()], [expected, said], key)
    }
    const slider = picture.page.getByRole('slider')
    assert.equal(await slider.getAttribute('min'), '2', 'it begins after them')
    await picture.page.getByRole('button', { name: 'Setup' }).click()
    assert.equal(await place(), 'setup 1 of 2')
    assert.deepEqual(await picture.page.locator('#moments .setup button').allInnerTexts(), [
      'Note 0',
      'Note 1'
    ])
    await picture.open({ events: TRACE, live: false })
    assert.equal(await picture.page.getByRole('button', { name: 'Setup' }).count(), 0)
  }
)
