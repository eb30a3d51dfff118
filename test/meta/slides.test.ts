import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import { Browser, findChromium } from '../../slides/browser.ts'
import { serve } from '../../slides/server.ts'
import type { Slides } from '../../slides/server.ts'

const command = findChromium()
const skip = command === null ? 'no Chromium here' : false

let server: Slides
let browser: Browser

before(async () => {
  if (command === null) return
  server = await serve(0)
  browser = await Browser.open(command)
})

after(async () => {
  await browser?.close()
  server?.close()
})

/** What is done to the first slide, and what must then be said of it. */
const WRONG: [name: string, change: string, problem: RegExp][] = [
  ['a pale text', `slide.querySelector('p').style.color = '#999'`, /^contrast 2\.8: Multi-writer/],
  [
    'a text that fades into its picture',
    `slide.querySelector('.t-plain').style.fill = '#888'`,
    /^contrast 3\.5: signed by a majority/
  ],
  ['a title that is too long', `slide.querySelector('h1').style.width = '3000px'`, /^wider|leaves/],
  [
    'a text below the edge',
    `slide.querySelector('p').style.translate = '0 200px'`,
    /^leaves the slide: Multi-writer/
  ],
  ['a small text', `slide.querySelector('p').style.fontSize = '12px'`, /^too small, 12 px/],
  [
    'two texts in one place',
    `slide.querySelector('.t-muted').replaceWith(slide.querySelector('.t-plain').cloneNode(true))`,
    /^two texts overlap: signed by a majority/
  ],
  ['a picture without its text', `slide.querySelector('desc').remove()`, /without its text/],
  ['a picture without its role', `slide.querySelector('svg').removeAttribute('role')`, /its role/]
]

for (const [name, change, problem] of WRONG) {
  test(`the audit finds ${name}`, { skip }, async () => {
    await open()
    const found = await browser.evaluate<string[]>(
      `const slide = document.querySelector('section'); ${change}; audit(0, { colours: true })`
    )
    assert.ok(
      found.some((text) => problem.test(text)),
      found.join('\n') || 'it found nothing'
    )
  })
}

test('the audit finds nothing wrong with the slide as it is', { skip }, async () => {
  await open()
  assert.deepEqual(await browser.evaluate('audit(0, { colours: true })'), [])
})

test('the page can load nothing from elsewhere', { skip }, async () => {
  await open()
  const answer = await browser.evaluate(`fetch('http://127.0.0.2:9/').then(() => 'sent', String)`)
  assert.match(String(answer), /Failed to fetch/)
})

test('the server gives nothing from outside its folders', { skip }, async () => {
  for (const path of [
    'page/../../package.json',
    'page//etc/passwd',
    'page/%2e%2e/deck.ts',
    'x/y'
  ]) {
    assert.equal((await fetch(server.url + path)).status, 404, path)
  }
})

async function open(): Promise<void> {
  await browser.visit(`${server.url}?theme=light`, [1280, 720])
  await browser.evaluate(await readFile(new URL('support/audit.js', import.meta.url), 'utf8'))
}
