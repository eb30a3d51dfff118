import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Event } from '../../workshop/picture/trace.ts'
import { CONTRAST, OVERLAPS } from './support/picture-audit.ts'
import { START, order } from './support/picture-events.ts'
import { skip, usePage } from './support/picture-page.ts'

const picture = usePage()

for (const theme of ['light', 'dark']) {
  for (const size of [
    [1280, 720],
    [390, 844]
  ]) {
    test(`it can be read, ${theme}, ${size.join(' × ')}`, { skip }, async () => {
      await picture.open(undefined, size, theme)
      await picture.page.locator('#dag .mark').first().click()
      assert.deepEqual(await picture.page.evaluate(CONTRAST), [], 'contrast below 4.5')
      assert.deepEqual(await picture.page.evaluate(OVERLAPS), [], 'texts that overlap')
      const wide = await picture.page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(wide) <= 0, 'the page does not scroll sideways')
    })
  }
}

for (const size of [
  [1280, 720],
  [390, 844]
]) {
  test(`instances that say much can be read, ${size.join(' × ')}`, { skip }, async () => {
    const lines = [
      'view yyyyyy…: 1031 of 1035 signed',
      'has not got B16 to B19, C19 to C20',
      'draining'
    ]
    const instances = ['A', 'B', 'C'].flatMap((id): Event[] => [
      { type: 'peer', at: 0, id, name: `Instance ${id}`, role: 'peer' },
      { type: 'status', at: 0, peer: id, lines }
    ])
    const third: Event = { type: 'writer', at: 0, id: 'C', key: 'n'.repeat(52) }
    const reader: Event = { type: 'peer', at: 0, id: 'reader', name: '', role: 'reader' }
    const [start, ...others] = START.filter(({ type }) => type !== 'order')
    const events = [start!, ...others, third, reader, ...instances, order('reader', 0, ['A1'], 2)]
    await picture.open({ events, live: false }, size)
    assert.equal(await picture.page.locator('.behind').count(), 3)
    assert.deepEqual(await picture.page.evaluate(CONTRAST), [], 'contrast below 4.5')
    assert.deepEqual(await picture.page.evaluate(OVERLAPS), [], 'texts that overlap')
  })
}

test('the audit sees what can not be read', { skip }, async () => {
  await picture.open()
  await picture.page.evaluate(`document.querySelector('#caption').style.color = '#999'`)
  assert.match(String(await picture.page.evaluate(CONTRAST)), /It is not the same/)
  await picture.page.evaluate(`document.querySelector('h2').style.marginTop = '-40px'`)
  assert.match(String(await picture.page.evaluate(OVERLAPS)), /It is not the same/)
})

test('three orders fit on a slide', { skip }, async () => {
  await picture.open()
  const bottom = await picture.page.evaluate<number>(
    `document.querySelector('#rows').getBoundingClientRect().bottom`
  )
  assert.ok(bottom + 70 <= 720, `two orders end at ${bottom}`)
})

test('a reader of the screen has names for all that can be pressed', { skip }, async () => {
  await picture.open()
  const nameless = await picture.page
    .evaluate(`[...document.querySelectorAll('button, input, [role=button], svg[role]')]
    .filter((each) => !each.textContent.trim() && !each.getAttribute('aria-label')).map((each) => each.outerHTML)`)
  assert.deepEqual(nameless, [])
})
