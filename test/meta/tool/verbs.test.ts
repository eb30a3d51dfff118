import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { digest, readTree } from '../../../workshop/tool/files.ts'
import { readStarter } from '../../../workshop/tool/starters.ts'
import { edit, freshCopy, solveFile, stepFile } from './class.ts'

const GET = "return this.#db.get('@registry/entry', { name })"
const TSX = import.meta.resolve('tsx')

test('reset makes the shipped step again, without git, and undo brings the work back', async (t) => {
  const copy = await freshCopy(t)
  const shipped = await look(copy, '03-dispatch')
  await step(copy, 'solve', '03')
  await writeFile(stepFile(copy, '03-dispatch/mine.ts'), 'export const mine = 1\n')
  const work = await look(copy, '03-dispatch')
  const { output } = await step(copy, 'reset', '3')
  assert.match(output, /as it was shipped[^]*\.workshop\/saved\/002-reset-03/)
  assert.equal(await look(copy, '03-dispatch'), shipped)
  await step(copy, 'undo')
  assert.equal(await look(copy, '03-dispatch'), work)
  await step(copy, 'undo')
  assert.equal(await look(copy, '03-dispatch'), shipped)
  assert.match((await step(copy, 'undo')).output, /nothing to undo/)
  assert.equal((await readdir(join(copy, '.workshop/saved'))).length, 4)
})

test('reset says what to do if the solution was changed, and changes nothing', async (t) => {
  const copy = await freshCopy(t)
  await writeFile(join(copy, 'solutions/01-database/view.ts'), 'export {}\n')
  const before = await look(copy, '01-database')
  const { code, output } = await step(copy, 'reset', '01')
  assert.equal(code, 1)
  assert.match(
    output,
    /The shipped view\.ts can’t be made, since solutions\/01-database was changed/
  )
  assert.equal(await look(copy, '01-database'), before)
})

test('who asks what a verb does, or says too much, changes nothing', async (t) => {
  const copy = await freshCopy(t)
  await step(copy, 'solve', '01')
  await step(copy, 'goto', '01')
  const before = await look(copy, '01-database')
  const place = (await step(copy, 'list')).output
  const verbs = ['list', 'next', 'goto', 'hint', 'diff', 'solve', 'reset', 'catchup', 'undo']
  for (const verb of [...verbs, 'predict', 'sheet']) {
    for (const help of [['--help'], ['-h'], ['01', '--help']]) {
      const { code, output } = await step(copy, verb, ...help)
      assert.equal(code, 0, `${verb} ${help.join(' ')}`)
      assert.match(output, /npm run step -- list/)
    }
    const { code, output } = await step(copy, verb, '01', '1', 'junk')
    assert.equal(code, 1, `${verb} with three words`)
    assert.match(output, new RegExp(`^${verb} has no use for `))
  }
  for (const verb of ['next', 'undo', 'list']) {
    assert.equal((await step(copy, verb, '05')).code, 1, `${verb} of a step`)
  }
  assert.equal(await look(copy, '01-database'), before)
  assert.equal((await step(copy, 'list')).output, place)
})

test('an answer may be a capital, and a hint that is not there is named', async (t) => {
  const copy = await freshCopy(t)
  assert.match((await step(copy, 'predict', '02', 'A')).output, /You predicted: a/)
  const { code, output } = await step(copy, 'hint', '01', '7')
  assert.equal(code, 1)
  assert.match(output, /There is no hint 7/)
})

test('catchup solves what is open, and keeps a step that the learner has done', async (t) => {
  const copy = await freshCopy(t)
  for (const file of ['schema.ts', 'view.ts']) await solveFile(copy, `01-database/${file}`)
  await edit(copy, '01-database/view.ts', '/** The entry of that name, or null. */', '// mine')
  // The old line may stay behind the new one, and a copy of the starter beside it.
  await edit(copy, '01-database/view.ts', GET, `${GET} // throw todo('01.2', 'get an entry')`)
  const starter = (await readStarter(copy, '01-database')).get('view.ts') ?? ''
  await writeFile(stepFile(copy, '01-database/view.old.ts'), starter)
  const { output } = await step(copy, 'catchup', '03')
  assert.match(output, /Solved for you: 02-autobase\. You are on 03/)
  assert.match(await readFile(stepFile(copy, '01-database/view.ts'), 'utf8'), /\/\/ mine/)
  assert.match((await step(copy, 'list')).output, /· 03-dispatch .*you are here/)
  assert.equal(
    await look(copy, '02-autobase'),
    digest(await readTree(join(copy, 'solutions/02-autobase')))
  )
})

test('one round without a terminal ends with the codes of npm test', async (t) => {
  const copy = await freshCopy(t)
  await step(copy, 'goto', '01')
  const fresh = await round(copy)
  assert.equal(fresh.code, 0)
  assert.match(fresh.output, /01-database: not begun/)
  await solveFile(copy, '01-database/schema.ts')
  const begun = await round(copy)
  assert.equal(begun.code, 1)
  assert.match(begun.output, /01-database: begun, 2 of 12 points/)
  assert.ok(!begun.output.includes('\x1b'))
  await solveFile(copy, '01-database/view.ts')
  assert.equal((await round(copy)).code, 0)
})

test('solving and hints of level 3 are told in the grade, and cost nothing', async (t) => {
  const copy = await freshCopy(t)
  await step(copy, 'solve', '01')
  await step(copy, 'hint', '02', '2')
  await step(copy, 'hint', '03', '3')
  await run(copy, 'workshop/test.ts', '01', '--json', 'grade.json')
  const grade = JSON.parse(await readFile(join(copy, 'grade.json'), 'utf8'))
  assert.deepEqual(grade.help, { hints: ['03-dispatch#1'], solved: ['01-database'], caughtUp: [] })
  assert.equal(grade.points, 12)
})

test('a prediction is kept, and compared when the step is done', async (t) => {
  const copy = await freshCopy(t)
  await step(copy, 'goto', '01')
  const lesson = '# 01 · Data\n\nIntro.\n\n## Predict\n\nHow many?\n\n- a) one\n- b) two\n'
  await writeFile(stepFile(copy, '01-database/README.md'), lesson)
  const debrief = '# Debrief\n\n**Predict: b)** Two, since both count.\n\n## Questions\n'
  await writeFile(join(copy, 'solutions/01-database/README.md'), debrief)
  assert.match((await step(copy, 'predict')).output, /How many\?\n +a\) one\n +b\) two/)
  assert.match((await step(copy, 'predict', 'c')).output, /isn’t one of the answers/)
  assert.match((await step(copy, 'predict', 'x')).output, /There is no step x/)
  await step(copy, 'predict', 'a')
  await step(copy, 'solve')
  assert.match(
    (await round(copy)).output,
    /You predicted a; it is b\) two\.\nTwo, since both count\./
  )
})

test('the run sheet adds up the minutes of the lessons from the start that is given', async (t) => {
  const copy = await freshCopy(t)
  for (const each of await readdir(join(copy, 'steps'))) {
    if (/^\d\d-/.test(each))
      await writeFile(stepFile(copy, `${each}/README.md`), '# x\n\nAbout 20 minutes.\n')
  }
  const { output } = await step(copy, 'sheet', '9:30')
  assert.match(output, / 9:30 +20 +00-hello/)
  assert.match(output, /10:10 +20 +02-autobase/)
})

test('a step that is added is found without being named anywhere', async (t) => {
  const copy = await freshCopy(t)
  for (const part of ['steps', 'solutions']) {
    await cp(join(copy, part, '00-hello'), join(copy, part, '99-more'), { recursive: true })
  }
  const grader = await readFile(join(copy, 'test/00-hello.test.ts'), 'utf8')
  await writeFile(join(copy, 'test/99-more.test.ts'), grader.replaceAll('00-hello', '99-more'))
  assert.match((await step(copy, 'list')).output, /99-more/)
  await rm(join(copy, 'test/99-more.test.ts'))
  assert.doesNotMatch((await step(copy, 'list')).output, /99-more/)
})

async function look(copy: string, name: string): Promise<string> {
  return digest(await readTree(join(copy, 'steps', name)))
}

function step(copy: string, ...words: string[]): Promise<Outcome> {
  return run(copy, 'workshop/step.ts', ...words)
}

function round(copy: string): Promise<Outcome> {
  return run(copy, 'workshop/start.ts')
}

interface Outcome {
  code: number
  output: string
}

function run(copy: string, file: string, ...words: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const args = [`--import=${TSX}`, file, ...words]
    const child = execFile(process.execPath, args, { cwd: copy }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, output: stdout + stderr })
    })
  })
}
