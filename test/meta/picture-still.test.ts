import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { drawStill } from '../../workshop/picture/still.ts'
import { writeTrace } from '../../workshop/picture/trace.ts'
import { MET, block, order } from './support/picture-events.ts'

test('a moment is drawn as a picture of its own, and the text in it is text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picture-still-'))
  const file = join(folder, 'trace.jsonl')
  await writeFile(file, writeTrace([...MET, block('B2', ['A1'], '<b>&'), order('B', 2, ['B2'], 2)]))
  const svg = await drawStill(file, 'appends B2')
  assert.match(svg, /^<svg [^>]*viewBox="0 0 960 \d+" role="img">/)
  assert.match(svg, /<title>Our peer B appends B2 \(put-entry &lt;b>&amp;\)\.<\/title>/)
  assert.match(svg, /prefers-color-scheme: dark/)
  assert.match(svg, />2 of 2 signed<|>1 of 3 signed</)
  assert.doesNotMatch(svg, /<b>|https?:\/\/(?!www\.w3\.org)/)
  await assert.rejects(drawStill(file, 'never'), /no moment says never/)
  await rm(folder, { recursive: true, force: true })
})
