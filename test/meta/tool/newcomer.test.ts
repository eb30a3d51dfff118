import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { edit, wholeCopy, solveFile } from './class.ts'
import { Terminal, noTerminal } from './terminal.ts'

const skip = noTerminal()
const git = promisify(execFile)
const ANSWER = /Ada's, as before\b(?!\n +c\))|You predicted \w, and|it is b\)/
const LAST_MEETING = 'await replicateAndSync([ada, ben])\n  const views'

test('the first five minutes of a newcomer', { skip }, async (t) => {
  const copy = await clone()
  const terminal = await Terminal.open(copy, 'npm start --silent')
  t.after(() => terminal.close())

  await t.test('the first screen says what to read, and what is green and why', async () => {
    const screen = await terminal.shows('This step ships solved')
    assert.match(screen, /Step 00-hello \(1 of \d+\)/)
    assert.match(screen, /Lesson +steps\/00-hello\/README\.md +about \d+ min/)
    assert.match(screen, /Next +read steps\/00-hello\/README\.md .*run the program, then break it/)
    assert.match(screen, /p to answer/)
    assert.match(screen, /✓ both peers read the same/)
    assert.doesNotMatch(screen, /Done:|What comes next/)
    assert.doesNotMatch(screen, ANSWER)
  })

  await t.test('it stays there, also after npm test, until the learner moves', async () => {
    const grade = await Terminal.open(copy, 'npm test --silent -- 00')
    t.after(() => grade.close())
    const told = await grade.shows('ended with 0')
    assert.match(told, /Next: 01-database: read steps\/01-database\/README\.md/)
    await terminal.type('r')
    await terminal.shows('Grading 00-hello')
    assert.match(await terminal.shows('This step ships solved'), /Step 00-hello/)
  })

  await t.test('broken, it says what is red and how to go back', async () => {
    await edit(copy, '00-hello/hello.ts', LAST_MEETING, 'const views')
    const screen = await terminal.shows('say why this fails')
    assert.match(screen, /✗ both peers read the same/)
    assert.match(screen, /expected: \[ 'hello from Ada' \]\n +seen: +\[ 'hello from Ben' \]/)
    assert.match(screen, /x brings the shipped files back/)
    assert.doesNotMatch(screen, ANSWER)
  })

  await t.test('undone, the step ends: what was learnt and what comes, and no answer', async () => {
    await git('git', ['checkout', '-q', 'steps/00-hello'], { cwd: copy })
    const screen = await terminal.shows(/Done: Hello[^]*What comes next/)
    assert.match(screen, /Next +this step is done: press n to go on/)
    assert.match(screen, /Now you can:\n +• run a step and grade it/)
    assert.match(screen, /asks for a prediction, and you have made none: p/)
    assert.doesNotMatch(screen, ANSWER)
  })

  await t.test('a prediction that was made is compared', async () => {
    await terminal.type('p')
    const asked = await terminal.shows('Answer with a, b, c')
    assert.doesNotMatch(asked, ANSWER)
    await terminal.type('a')
    assert.match(await terminal.shows('You predicted a; it is b)'), /Done: Hello/)
  })

  await t.test('next goes to the first task, with Caps Lock too', async () => {
    await terminal.type('N')
    const screen = await terminal.shows('task 01.1: register an index')
    assert.match(screen, /Step 01-database \(2 of \d+\)/)
    assert.match(screen, /steps\/01-database\/schema\.ts:\d+/)
    assert.match(screen, /expected at first[^]*before you code: p/)
    assert.match(screen, /0 of 12 points/)
    assert.doesNotMatch(screen, /[✗✓]|not done/)
  })

  await t.test('its question is asked before code, and not answered', async () => {
    await terminal.type('p')
    await terminal.shows('Answer with a')
    await terminal.type('a')
    await terminal.shows('You predicted: a')
  })

  await t.test('a hint is for the first task', async () => {
    await terminal.type('h')
    assert.match(await terminal.shows('Hint 1 of 3'), /for: the schema registers an index/)
  })

  await t.test('the first hole is the first green', async () => {
    await solveFile(copy, '01-database/schema.ts')
    const screen = await terminal.shows(/Next +task 01\.2/)
    assert.match(screen, /✓ the schema registers an index by type and one by owner/)
    assert.match(screen, /2 of 12 points · 2 of \d+ in all/)
    assert.doesNotMatch(screen, /✗/)
  })

  await t.test('quit and started again, it is where the learner was', async () => {
    await terminal.type('q')
    assert.match(await terminal.shows('ended with 0'), /You are on 01-database/)
    const { current } = JSON.parse(await readFile(join(copy, '.workshop/state.json'), 'utf8'))
    assert.equal(current, '01-database')
    const again = await Terminal.open(copy, 'npm start --silent')
    t.after(() => again.close())
    assert.match(await again.shows(/Next +task 01\.2/), /Step 01-database/)
  })

  /** A repository, as a learner's clone is. */
  async function clone(): Promise<string> {
    const folder = await wholeCopy(t)
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
    await git('git', ['init', '-q'], { cwd: folder })
    await git('git', ['add', 'steps', 'solutions'], { cwd: folder })
    await git('git', [...who, 'commit', '-qm', 'Shipped'], { cwd: folder })
    return folder
  }
})
