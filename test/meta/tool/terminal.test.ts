import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { until } from '../../support/until.ts'
import { edit, freshCopy, solveFile, stepFile, wholeCopy } from './class.ts'
import { Terminal, areAlive, noTerminal } from './terminal.ts'

const skip = noTerminal()
const COMMAND = 'npm start --silent'
/** A machine that others use is late, and not wrong. */
const BUSY = { deadline: 60_000 }

test('a learner goes through a step in a terminal', { skip }, async (t) => {
  const copy = await wholeCopy(t)
  const terminal = await Terminal.open(copy, COMMAND)
  t.after(() => terminal.close())

  await t.test('next goes on, and a step that is not begun names its first task', async () => {
    await terminal.shows('ships solved')
    await terminal.type('n')
    const screen = await terminal.shows('task 01.1: register an index')
    assert.match(screen, /Step 01-database \(2 of \d+\)/)
    assert.match(screen, /steps\/01-database\/schema\.ts:\d+/)
    assert.match(screen, /expected at first/)
    assert.match(screen, /0 of 12 points/)
    assert.doesNotMatch(screen, /✗/)
  })

  await t.test('a save that is wrong fails, with what was expected and seen', async () => {
    await solveFile(copy, '01-database/schema.ts')
    await terminal.shows('task 01.2')
    await solveFile(copy, '01-database/view.ts')
    await edit(
      copy,
      '01-database/view.ts',
      "return this.#db.get('@registry/entry', { name })",
      'return null'
    )
    const screen = await terminal.shows('make this true: an entry that was put')
    assert.match(screen, /✗ an entry that was put and flushed is found by its name/)
    assert.match(screen, /expected: /)
    assert.match(screen, /seen: +null/)
    assert.match(screen, /test\/01-database\.test\.ts:\d+/)
  })

  await t.test('hints come in three levels, the last nearly the answer', async () => {
    await terminal.type('h')
    assert.match(await terminal.shows('Hint 1 of 3'), /1\. put stages an entry/)
    await terminal.type('h')
    assert.match(await terminal.shows('Hint 2 of 3'), /2\. The collection is called/)
    await terminal.type('h')
    assert.match(await terminal.shows('Hint 3 of 3'), /3\. put: await this\.#db\.insert/)
    const state = JSON.parse(await readFile(join(copy, '.workshop/state.json'), 'utf8'))
    assert.deepEqual(state.help.hints, { '01-database#2': 3 })
  })

  await t.test('diff shows the line that differs from the solution, and only that', async () => {
    await terminal.type('d')
    const screen = await terminal.shows('- yours, + the solution')
    assert.match(screen, /-    return null/)
    assert.match(screen, /\+    return this\.#db\.get\('@registry\/entry', { name }\)/)
    assert.doesNotMatch(screen, /schema\.ts|spec\//)
  })

  await t.test('a file that is broken shows its error at its place', async () => {
    await edit(copy, '01-database/view.ts', 'return null', 'return null)')
    const screen = await terminal.shows('can’t be loaded')
    assert.match(screen, /steps\/01-database\/view\.ts:\d+/)
    assert.match(screen, /return null\)\n +\^/)
  })

  await t.test('the compiler’s first error is shown as advice beside passing tests', async () => {
    await solveFile(copy, '01-database/view.ts')
    await edit(
      copy,
      '01-database/view.ts',
      'await this.#db.ready()',
      'const n: number = await this.#db.ready()'
    )
    const screen = await terminal.shows("Type 'void'")
    assert.match(screen, /Types +steps\/01-database\/view\.ts:\d+ Type 'void' is not assignable/)
  })

  await t.test('a save that is right passes, and the step ends with what comes next', async () => {
    await solveFile(copy, '01-database/view.ts')
    const screen = await terminal.shows(/Done: [^]*What comes next/)
    assert.match(screen, /12 of 12 points/)
    assert.doesNotMatch(screen, /[✗]|Types/)
  })

  await t.test('list shows all steps, and where the learner is', async () => {
    await terminal.type('l')
    const screen = await terminal.shows('you are here')
    assert.match(screen, /✓ 00-hello +done/)
    assert.match(screen, /✓ 01-database +done +12 p +← you are here/)
    assert.match(screen, /· 02-autobase +not begun/)
  })

  await t.test('reset asks first, says where the copy is, and undo brings it back', async () => {
    await terminal.together('\x1bx')
    await terminal.shows('Press x again')
    await terminal.type('x')
    const screen = await terminal.shows('task 01.1')
    assert.match(screen, /saved in \.workshop\/saved\/001-reset-01/)
    await terminal.type('u')
    await terminal.shows('Press u again')
    await terminal.type('u')
    await terminal.shows(
      /Undone: reset of 01-database[^]*12 of 12 points|12 of 12 points[^]*Undone: reset/
    )
  })

  await t.test('a text that is pasted is no command', async () => {
    await terminal.paste('exxon uses xx and uu\nss')
    await terminal.type('z')
    await terminal.shows('z isn’t a command here')
    assert.match(await terminal.screen(), /Step 01-database[^]*12 of 12 points/)
  })

  await t.test('catchup in another terminal solves what is open and moves this one', async () => {
    const other = await Terminal.open(copy, 'npm run --silent step -- catchup 03')
    t.after(() => other.close())
    assert.match(
      await other.shows('ended with 0'),
      /Solved for you: 02-autobase\. You are on 03-dispatch/
    )
    assert.match(await terminal.shows('task 03.1'), /Step 03-dispatch/)
  })

  await t.test('a small window still shows the step and the keys, and lets scroll', async () => {
    await terminal.resize(60, 16)
    const screen = await terminal.shows(/lines 1–\d+ of \d+/)
    assert.match(screen, /Step 03-dispatch/)
    assert.match(screen, /q quit/)
    await terminal.type('Down')
    await terminal.shows(/lines 2–\d+ of \d+/)
  })

  await t.test('quit says where the learner is and gives the terminal back', async () => {
    await terminal.resize(100, 40)
    await terminal.type('q')
    assert.match(await terminal.shows('ended with 0'), /You are on 03-dispatch/)
  })
})

test('Ctrl-C in the middle of a run leaves no process', { skip }, async (t) => {
  const { terminal, pids } = await hang(t, COMMAND)
  await terminal.type('C-c')
  await terminal.shows('ended with 0')
  const [shell, ...rest] = pids
  assert.ok(shell)
  await until('all have ended', () => !areAlive(rest), BUSY)
})

test('a terminal that is closed in the middle of a run leaves no process', { skip }, async (t) => {
  const { terminal, pids } = await hang(t, COMMAND)
  await terminal.close()
  await until('all have ended', () => !areAlive(pids), BUSY)
})

test('--plain prints lines, draws nothing anew, and takes words', { skip }, async (t) => {
  const copy = await freshCopy(t)
  const terminal = await Terminal.open(copy, 'NO_COLOR=1 npm start --silent -- --plain')
  t.after(() => terminal.close())
  await terminal.shows('passed: both peers read the same')
  await terminal.shows('Type a letter and Enter')
  await terminal.type('next', 'Enter')
  await terminal.shows('01-database: not begun, 0 of 12 points')
  await terminal.type('hint', 'Enter')
  await terminal.shows('Hint 1 of 3')
  const lines = await terminal.history()
  assert.match(lines, /passed: both peers read the same[^]*Step 01-database[^]*Hint 1 of 3/)
  assert.equal(lines.split('Step 01-database').length, 2)
  await terminal.type('quit', 'Enter')
  await terminal.shows('ended with 0')
})

/** The tool while it runs code that never ends, and all processes of that terminal. */
async function hang(t: TestContext, command: string) {
  const copy = await freshCopy(t)
  await edit(copy, '00-hello/hello.ts', 'const folder =', 'for (;;);\n  const folder =')
  assert.match(await readFile(stepFile(copy, '00-hello/hello.ts'), 'utf8'), /for \(;;\);/)
  const terminal = await Terminal.open(copy, command)
  t.after(() => terminal.close())
  await terminal.shows('▸ both peers')
  return { terminal, pids: await terminal.processes() }
}
