import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'

import type { Page } from 'playwright-core'

import { NO_BROWSER, launch, visit } from '../../slides/browser.ts'
import { serve } from '../../slides/server.ts'

const AUDIT = fileURLToPath(new URL('support/audit.js', import.meta.url))

const browser = await launch()
const server = await serve(0)
const skip = browser ? false : NO_BROWSER

after(async () => {
  await browser?.close()
  server.close()
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
  test(`the audit finds ${name}`, { skip }, async (t) => {
    const page = await open(t)
    const found = await page.evaluate<string[]>(
      `const slide = document.querySelector('section'); ${change}; audit(0, { colours: true })`
    )
    assert.ok(
      found.some((text) => problem.test(text)),
      found.join('\n') || 'it found nothing'
    )
  })
}

test('the audit finds nothing wrong with the slide as it is', { skip }, async (t) => {
  const page = await open(t)
  assert.deepEqual(await page.evaluate('audit(0, { colours: true })'), [])
})

test('the page can load nothing from elsewhere', { skip }, async (t) => {
  const page = await open(t)
  const answer = await page.evaluate(`fetch('http://127.0.0.2:9/').then(() => 'sent', String)`)
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

async function open(t: TestContext): Promise<Page> {
  assert.ok(browser)
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.addInitScript({ path: AUDIT })
  await visit(page, `${server.url}?theme=light`, [1280, 720])
  return page
}
