import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { until } from '../../support/until.ts'
import { edit, solvedCopy, stepFile } from './class.ts'
import { Terminal, areAlive, noTerminal, processesIn } from './terminal.ts'

const skip = noTerminal()
const START = 'npm start --silent'
const GRADE = 'npm test --silent -- 01'
/** What is on the screen when it is killed. */
const MOMENTS = [
  /\S/,
  /Step 01/,
  /Grading/,
  /▸/,
  /✓/,
  /12 of 12/,
  /can’t be loaded/,
  /Hint 1/,
  /same as the/,
  /here/
]
const TYPED: Record<string, string> = { 'Hint 1': 'h', 'same as the': 'd', here: 'l' }
/** From the shell in the terminal: npm, its shell, the tool. */
const VICTIMS = [1, 2, 3]
const DEADLINE = { deadline: 60_000, interval: 200 }

test('ten that are killed at any moment leave no process and all work', { skip }, async (t) => {
  const copy = await solvedCopy(t)
  const work = await readFile(stepFile(copy, '01-database/view.ts'), 'utf8')
  for (const [n, moment] of MOMENTS.entries()) {
    const terminal = await Terminal.open(copy, START)
    t.after(() => terminal.close())
    const broken = String(moment).includes('loaded')
    if (broken) await edit(copy, '01-database/view.ts', 'export class', 'export export class')
    const key = TYPED[moment.source]
    if (key) await terminal.shows('Step 01')
    if (key) await terminal.type(key)
    await terminal.shows(moment)
    const pids = await terminal.processes()
    const victim = pids[VICTIMS[n % VICTIMS.length] ?? 0]
    // At the first moment there is hardly anything to kill.
    if (victim) process.kill(victim, 'SIGKILL')
    await until('what it started has ended', () => !areAlive(pids.slice(1)), DEADLINE)
    await terminal.close()
    if (broken) await edit(copy, '01-database/view.ts', 'export export class', 'export class')
  }
  await until('nothing runs there', async () => (await processesIn(copy)).length === 0, DEADLINE)
  assert.equal(await readFile(stepFile(copy, '01-database/view.ts'), 'utf8'), work)
  const state = JSON.parse(await readFile(join(copy, '.workshop/state.json'), 'utf8'))
  assert.equal(state.current, '01-database')
  const grade = await open(t, copy, GRADE)
  assert.match(await grade.shows('ended with 0'), /12 of 12 points/)
})

async function open(t: TestContext, copy: string, command: string): Promise<Terminal> {
  const terminal = await Terminal.open(copy, command)
  t.after(() => terminal.close())
  return terminal
}
