import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { NO_BROWSER, launch } from '../../slides/browser.ts'
import { renderFile } from '../../slides/draw/file.ts'
import { box, text } from '../../slides/draw/kit.ts'
import { lookAt, untold } from './lesson-pictures.ts'

const AUDIT = fileURLToPath(new URL('support/audit.js', import.meta.url))

const browser = await launch()
const skip = browser ? false : NO_BROWSER

after(() => browser?.close())

const WRONG: [name: string, body: string, problem: RegExp][] = [
  [
    'two texts in one place',
    text(300, 100, 'one text') + text(310, 104, 'another'),
    /two texts overlap: one text/
  ],
  ['a text that is cut off', text(20, 100, 'begins outside'), /leaves the slide: begins/],
  ['a text that leaves its box', box([300, 60, 90, 60], 'longer than its box'), /leaves its box/],
  ['a small text', text(300, 100, 'small print', { size: 12 }), /too small, 1\d px: small print/],
  [
    'a pale text',
    `<text fill="#999" style="fill: #999" font-size="24" x="300" y="100">pale</text>`,
    /^light: contrast 2\.8: pale/
  ]
]

for (const [name, body, problem] of WRONG) {
  test(`the audit of pictures finds ${name}`, { skip }, async (t) => {
    assert.ok(browser)
    const page = await browser.newPage({ viewport: { width: 1400, height: 1100 } })
    t.after(() => page.close())
    await page.addInitScript({ path: AUDIT })
    const picture = { title: 'a picture', desc: 'of what is wrong with pictures', body: [body] }
    const found = await lookAt(page, renderFile('wrong', picture))
    assert.ok(
      found.some((each) => problem.test(each)),
      found.join('\n') || 'it found nothing'
    )
  })
}

test('a picture of a lesson says in words what it shows', () => {
  const drawn = new Map([['docs/pictures/a.svg', '<svg><desc id="a">two blocks</desc></svg>']])
  assert.deepEqual(untold('![two blocks](../../docs/pictures/a.svg)', drawn), [])
  assert.match(untold('![](../../docs/pictures/a.svg)', drawn).join(), /must be: two blocks/)
  assert.match(untold('![b](../../docs/pictures/b.svg)', drawn).join(), /b\.svg is not in/)
})
