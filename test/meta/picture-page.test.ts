import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, afterEach, before, test } from 'node:test'
import type { Page } from 'playwright-core'

import { Player } from '../../workshop/picture/moments.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { servePicture } from '../../workshop/picture/server.ts'
import type { PictureServer, Source } from '../../workshop/picture/server.ts'
import type { Event } from '../../workshop/picture/trace.ts'
import { describeState } from '../../workshop/picture/words.ts'
import { chromiumPath, openChromium } from './support/chromium.ts'
import type { OpenBrowser } from './support/chromium.ts'
import { CONTRAST, OVERLAPS } from './support/picture-audit.ts'
import { MET, START, block, order, rows } from './support/picture-events.ts'

const executable = chromiumPath()
const skip = executable === null ? 'no Chromium here' : false
const HOSTILE = '<img src=x onerror=alert(1)>'
const TRACE: Event[] = [
  ...MET,
  rows('A', ['llama (test, drive key 9)']),
  rows('B', ['llama (test, drive key 1)']),
  {
    type: 'difference',
    at: 1,
    yours: 'A',
    ours: 'B',
    block: 'A1',
    sentence: 'It is not the same.'
  },
  block('B2', ['A1'], HOSTILE),
  order('B', 2, ['B2'], 2)
]

let browser: OpenBrowser
let server: PictureServer | null = null
let page: Page
const asked: string[] = []
const said: string[] = []

before(async () => {
  if (executable === null) return
  browser = await openChromium(executable)
  page = await browser.context.newPage()
  page.on('request', (each) => asked.push(each.url()))
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
})
after(() => browser?.close())
afterEach(() => {
  server?.close()
  server = null
})

async function open(
  source: Source = { events: TRACE, live: false },
  size = [1280, 720],
  theme = 'light'
) {
  server = await servePicture(source)
  await page.setViewportSize({ width: size[0]!, height: size[1]! })
  await page.goto(`${server.url}?theme=${theme}`)
  await page.locator('body[data-moment]').waitFor()
}

const caption = () => page.locator('#caption').innerText()
const place = () => page.locator('#place').innerText()
const chips = (peer: string) => page.locator(`[data-peer=${peer}] .mark .label`).allTextContents()

test('it opens where the first difference is, and marks it', { skip }, async () => {
  await open()
  assert.equal(await caption(), 'It is not the same.')
  assert.equal(await place(), '5 of 6')
  assert.equal(
    await page.locator('[data-peer=A] .culprit').getAttribute('aria-label'),
    'A1 (put-entry llama), the first difference'
  )
  assert.equal(await page.locator('[data-peer=B] .culprit').count(), 0)
  assert.deepEqual(await page.locator('#views .differs th').allInnerTexts(), [
    'llama (test, drive key 1)',
    'llama (test, drive key 9)'
  ])
})

test('views that differ because peers are apart are not marked', { skip }, async () => {
  const apart = [...START, rows('A', ['llama (test, drive key 1)']), rows('B', [])]
  await open({ events: apart, live: false })
  assert.equal(await page.locator('#views tr').count(), 2)
  assert.equal(await page.locator('#views .differs').count(), 0)
})

test('each control steps to its moment', { skip }, async () => {
  await open()
  const steps: [string, string][] = [
    ['First', '1 of 6'],
    ['Next', '2 of 6'],
    ['Next', '3 of 6'],
    ['Back', '2 of 6'],
    ['Last', '6 of 6']
  ]
  for (const [name, expected] of steps) {
    await page.getByRole('button', { name, exact: true }).click()
    assert.equal(await place(), expected, name)
  }
  await page.getByRole('button', { name: 'Show it' }).click()
  assert.equal(await place(), '5 of 6')
  await page.getByRole('slider').fill('2')
  assert.match(await caption(), /cuts back a block/)
  await page.locator('#moments button').first().click()
  assert.equal(await place(), '1 of 6')
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await page.locator('body[data-moment="1"]').waitFor()
})

test('the keyboard is enough', { skip }, async () => {
  await open()
  const keys: [string, string][] = [
    ['Home', '1 of 6'],
    ['ArrowRight', '2 of 6'],
    ['ArrowLeft', '1 of 6'],
    ['End', '6 of 6']
  ]
  for (const [key, expected] of keys) {
    await page.keyboard.press(key)
    assert.equal(await place(), expected, key)
  }
  const focused = () =>
    page.evaluate<string | null>(
      `document.activeElement.closest('[data-block]')?.dataset.block ?? null`
    )
  for (let n = 0; n < 20 && (await focused()) === null; n++) await page.keyboard.press('Tab')
  assert.equal(await focused(), 'B2', 'Tab reaches the newest block')
  await page.keyboard.press('ArrowLeft')
  const chosen = await focused()
  assert.notEqual(chosen, 'B2')
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('#details h2').innerText(), `Block ${chosen}`)
  assert.equal(await place(), '6 of 6', 'arrows in a drawing leave the time as it is')
  await page.keyboard.press('t')
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
})

test('the text form says what the trace says, at each moment', { skip }, async () => {
  await open()
  const player = new Player()
  for (const event of TRACE) player.push(event)
  await page.keyboard.press('Home')
  for (const [index, moment] of player.moments.entries()) {
    const state = player.stateAt(index)
    assert.equal(await caption(), moment.caption)
    assert.deepEqual(await page.locator('#sentences li').allInnerTexts(), describeState(state))
    for (const { id, order } of state.peers.values()) assert.deepEqual(await chips(id), order)
    await page.keyboard.press('ArrowRight')
  }
  assert.deepEqual(
    await page.locator('#moments button').allInnerTexts(),
    player.moments.map(({ caption }) => caption)
  )
})

test('an order that is longer than the page shows its newest block', { skip }, async () => {
  const ids = Array.from({ length: 40 }, (_, at) => `A${at + 2}`)
  const long = ids.flatMap((id, at) => [block(id, [], 'x'), order('A', at + 1, [id], 2)])
  await open({ events: [...START, ...long], live: false })
  const seen = await page.evaluate<boolean>(
    `document.querySelector('[data-peer=A] [data-block=A41]').getBoundingClientRect().right <= innerWidth`
  )
  assert.ok(seen)
  await page.keyboard.press('Home')
  await page.keyboard.press('End')
  const left = () =>
    page.evaluate<number>(`document.querySelector('[data-peer=A] .scroll').scrollLeft`)
  assert.ok((await left()) > 1000)
})

test('text of others is text', { skip }, async () => {
  await open()
  await page.keyboard.press('End')
  await page.locator('#dag [data-block=B2]').click()
  assert.match(await page.locator('#details dl').innerText(), /<img src=x/)
  assert.equal(await page.locator('img').count(), 0)
})

for (const theme of ['light', 'dark']) {
  for (const size of [
    [1280, 720],
    [390, 844]
  ]) {
    test(`it can be read, ${theme}, ${size.join(' × ')}`, { skip }, async () => {
      await open(undefined, size, theme)
      await page.locator('#dag .mark').first().click()
      assert.deepEqual(await page.evaluate(CONTRAST), [], 'contrast below 4.5')
      assert.deepEqual(await page.evaluate(OVERLAPS), [], 'texts that overlap')
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
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
    await open({ events, live: false }, size)
    assert.equal(await page.locator('.behind').count(), 3)
    assert.deepEqual(await page.evaluate(CONTRAST), [], 'contrast below 4.5')
    assert.deepEqual(await page.evaluate(OVERLAPS), [], 'texts that overlap')
  })
}

test('the list of moments shows the one that is shown', { skip }, async () => {
  const notes = Array.from({ length: 60 }, (_, at): Event => ({
    type: 'note',
    at,
    text: `Note ${at}`
  }))
  await open({ events: [...START, ...notes], live: false })
  const seen = () =>
    page.evaluate<boolean>(`(() => {
      const list = document.querySelector('#moments').getBoundingClientRect()
      const item = document.querySelector('#moments [aria-current]').getBoundingClientRect()
      return item.top >= list.top && item.bottom <= list.bottom
    })()`)
  assert.ok(await seen(), 'the last')
  await page.keyboard.press('Home')
  assert.ok(await seen(), 'the first')
})

test('the audit sees what can not be read', { skip }, async () => {
  await open()
  await page.evaluate(`document.querySelector('#caption').style.color = '#999'`)
  assert.match(String(await page.evaluate(CONTRAST)), /It is not the same/)
  await page.evaluate(`document.querySelector('h2').style.marginTop = '-40px'`)
  assert.match(String(await page.evaluate(OVERLAPS)), /It is not the same/)
})

test('three orders fit on a slide', { skip }, async () => {
  await open()
  const bottom = await page.evaluate<number>(
    `document.querySelector('#rows').getBoundingClientRect().bottom`
  )
  assert.ok(bottom + 70 <= 720, `two orders end at ${bottom}`)
})

test('a live picture follows, and stays where somebody looks', { skip }, async () => {
  const live = new Recording({ title: 'live' })
  const start = live.events.length
  for (const { at: _, ...event } of MET.slice(1)) live.add(event)
  assert.ok(live.events.length > start)
  await open({ live })
  assert.equal(await page.locator('#live').innerText(), 'live')
  const append = (id: string, keep: number) => {
    for (const { at: _, ...event } of [block(id, [], 'whisper'), order('A', keep, [id], 2)])
      live.add(event)
  }
  append('A2', 2)
  await page.locator('[data-peer=A] [data-block=A2]').waitFor()
  await page.keyboard.press('Home')
  append('A3', 3)
  await page.locator('#slider[max="5"]').waitFor()
  assert.deepEqual(await chips('A'), ['A1'])
  await page.keyboard.press('End')
  assert.deepEqual(await chips('A'), ['B1', 'A1', 'A2', 'A3'])
  await page.reload()
  await page.locator('[data-peer=A] [data-block=A3]').waitFor()
})

test('a reader of the screen has names for all that can be pressed', { skip }, async () => {
  await open()
  const nameless =
    await page.evaluate(`[...document.querySelectorAll('button, input, [role=button], svg[role]')]
    .filter((each) => !each.textContent.trim() && !each.getAttribute('aria-label')).map((each) => each.outerHTML)`)
  assert.deepEqual(nameless, [])
})

test('no request left the machine, and the console was silent', { skip }, () => {
  const foreign = asked.filter((url) => !/^(http:\/\/127\.0\.0\.1:|data:)/.test(url))
  assert.deepEqual([foreign, said], [[], []])
})

test('the page of another site gets nothing', async () => {
  server = await servePicture({ events: TRACE, live: false })
  const { port } = new URL(server.url)
  const refused: Record<string, string>[] = [
    { host: 'evil.example' },
    { host: `evil.example:${port}` },
    { host: `127.0.0.1:${port}`, origin: 'http://evil.example' },
    { host: `127.0.0.1:${port}`, origin: 'null' },
    { host: `127.0.0.1:${port}`, 'sec-fetch-site': 'cross-site' }
  ]
  for (const headers of refused)
    assert.equal(await status(port, headers), 403, JSON.stringify(headers))
  assert.equal(await status(port, { host: `127.0.0.1:${port}` }), 200)
  assert.equal(
    await status(port, { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
    200
  )
  assert.equal(await status(port, { host: `127.0.0.1:${port}` }, 'POST'), 405)
})

function status(
  port: string,
  headers: Record<string, string>,
  method = 'GET'
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/trace', method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.once('error', reject)
    sent.end()
  })
}
