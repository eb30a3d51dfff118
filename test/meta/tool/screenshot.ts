import { rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { edit, wholeCopy, solveFile } from './class.ts'
import { toSvg } from './svg.ts'
import { Terminal } from './terminal.ts'

// Draws the picture of the tool for README, from a real run: npx tsx test/meta/tool/screenshot.ts
const PICTURE = fileURLToPath(new URL('../../../workshop/tool/screen.svg', import.meta.url))
const TITLE = 'npm start: a step of the workshop with a test that fails, and a hint'
const GET = "return this.#db.get('@registry/entry', { name })"

const copy = await wholeCopy()
const terminal = await Terminal.open(copy, 'npm start --silent')
try {
  await terminal.shows('ships solved')
  await terminal.type('n')
  await terminal.shows('task 01.1')
  await solveFile(copy, '01-database/schema.ts')
  await solveFile(copy, '01-database/view.ts')
  await edit(copy, '01-database/view.ts', GET, 'return null')
  await terminal.shows('make this true')
  await terminal.type('h', 'h')
  await terminal.shows('Hint 2 of 3')
  await writeFile(PICTURE, toSvg(await terminal.coloured(), TITLE))
} finally {
  await terminal.close()
  await rm(copy, { recursive: true, force: true, maxRetries: 5 })
}
