import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'

import { readState } from '../../../workshop/tool/state.ts'
import { edit, solveFile, solvedCopy } from './class.ts'
import { Terminal, noTerminal, processesIn } from './terminal.ts'

const skip = noTerminal()
const START = 'npm start --silent'
const GRADE = 'npm test --silent -- 01'
const GET = "return this.#db.get('@registry/entry', { name })"

test('two at once and npm test beside them say the same, and lose nothing', { skip }, async (t) => {
  const copy = await solvedCopy(t)
  const [one, two] = [await open(t, copy, START), await open(t, copy, START)]
  for (const each of [one, two]) await each.shows('12 of 12 points')
  await edit(copy, '01-database/view.ts', GET, 'return null')
  const grade = await open(t, copy, GRADE)
  for (const each of [one, two]) await each.shows(/Next +make this true: an entry that was put/)
  assert.match(await grade.shows('ended with 1'), /Next: in 01-database, make this true: an entry/)
  await solveFile(copy, '01-database/view.ts')
  const again = await open(t, copy, GRADE)
  for (const each of [one, two]) await each.shows(/12 of 12 points[^]*Done:/)
  await again.shows('ended with 0')
  await one.type('n')
  for (const each of [one, two]) await each.shows('task 02.1')
  await one.type('q')
  await two.type('q')
  for (const each of [one, two]) await each.shows('ended with 0')
  const { current, done } = await readState(copy)
  assert.deepEqual([current, Object.keys(done)], ['02-autobase', ['01-database']])
  assert.deepEqual(await processesIn(copy), [])
})

async function open(t: TestContext, copy: string, command: string): Promise<Terminal> {
  const terminal = await Terminal.open(copy, command)
  t.after(() => terminal.close())
  return terminal
}
