import assert from 'node:assert/strict'
import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { gradeStep } from '../../../workshop/grade/grade-step.ts'
import { signature } from '../../../workshop/tool/files.ts'
import { Keys } from '../../../workshop/tool/keys.ts'
import type { Model } from '../../../workshop/tool/model.ts'
import { reset } from '../../../workshop/tool/overwrite.ts'
import { ask, predict } from '../../../workshop/tool/predict.ts'
import { goTo, lookAt, recordAll } from '../../../workshop/tool/progress.ts'
import type { Display } from '../../../workshop/tool/screen.ts'
import { Session } from '../../../workshop/tool/session.ts'
import { readState } from '../../../workshop/tool/state.ts'
import { until } from '../../support/until.ts'
import { edit, freshCopy, solveFile, stepFile } from './class.ts'
import { processesIn } from './terminal.ts'

const DEADLINE = 60_000
const SAVES = 100
/** To list processes costs something. */
const LOOKS = { deadline: DEADLINE, interval: 200 }

for (const gap of [5, 150]) {
  test(`${SAVES} saves, ${gap} ms apart, leave one verdict, the right one, and no process`, async (t) => {
    const copy = await freshCopy(t)
    await goTo(copy, '01-database')
    for (const file of ['schema.ts', 'view.ts']) await solveFile(copy, `01-database/${file}`)
    const { session, verdicts } = await watch(copy)
    t.after(() => session.close())
    await until('the first verdict', () => verdicts.length === 1, { deadline: DEADLINE })
    assert.equal(verdicts[0]?.grade?.status, 'done')

    const right = await readFile(stepFile(copy, '01-database/view.ts'), 'utf8')
    const wrong = right.replace("return this.#db.get('@registry/entry', { name })", 'return null')
    for (let n = 1; n <= SAVES; n++) {
      await writeFile(stepFile(copy, '01-database/view.ts'), n % 2 ? wrong : `${right}// ${n}\n`)
      await pause(gap)
    }
    await until('a verdict after the saves', () => verdicts.length > 1, { deadline: DEADLINE })
    await session.close()
    assert.deepEqual(
      verdicts.slice(1).map(({ grade }) => grade?.status),
      ['done']
    )
    assert.deepEqual(await processesIn(copy), [])
  })
}

test('a step that is green is left by the learner and by nobody else', async (t) => {
  const copy = await freshCopy(t)
  const session = await Session.open(copy, SILENT)
  t.after(() => session.close())
  assert.equal((await session.once())?.status, 'done')
  await session.follow()
  assert.equal(session.model.step, '00-hello')
  assert.deepEqual([session.model.untried, session.model.ending], [true, []])
  // As `npm test` does in another terminal.
  const looks = new Map([['00-hello', await lookAt(copy, '00-hello')]])
  await recordAll(copy, [await gradeStep('00-hello', { root: copy })], looks)
  await session.follow()
  assert.equal(session.model.step, '00-hello')
  await rm(join(copy, '.workshop'), { recursive: true, force: true })
  await session.follow()
  assert.equal(session.model.step, '00-hello')
  await goTo(copy, '01-database')
  await session.follow()
  assert.equal(session.model.step, '01-database')
})

test('what was saved while a verdict was found is not what is done', async (t) => {
  const copy = await freshCopy(t)
  const looks = new Map([['00-hello', await lookAt(copy, '00-hello')]])
  const grade = await gradeStep('00-hello', { root: copy })
  assert.equal(grade.status, 'done')
  await edit(copy, '00-hello/hello.ts', 'const folder =', 'throw new Error()\n  const folder =')
  await recordAll(copy, [grade], looks)
  assert.deepEqual((await readState(copy)).done, {})
})

test('files that are links count as what they lead to, and one that can’t be read as nothing', async (t) => {
  if (process.platform === 'win32') return t.skip('links need rights here')
  const copy = await freshCopy(t)
  const file = stepFile(copy, '00-hello/hello.ts')
  const mine = join(copy, 'mine.ts')
  await rename(file, mine)
  await symlink(mine, file)
  await symlink(join(copy, 'nowhere'), stepFile(copy, '00-hello/dangling.ts'))
  const [before, saved] = [await lookAt(copy, '00-hello'), await signature(join(file, '..'))]
  await writeFile(mine, 'export {}')
  assert.notEqual((await lookAt(copy, '00-hello')).digest, before.digest)
  assert.notEqual(await signature(join(file, '..')), saved)
})

test('a step that ships solved has an end once it was changed, also if that was undone', async (t) => {
  const copy = await freshCopy(t)
  const session = await Session.open(copy, SILENT)
  t.after(() => session.close())
  await session.once()
  await edit(copy, '00-hello/hello.ts', 'const folder =', '// mine\n  const folder =')
  await session.once()
  assert.match(session.model.ending.join('\n'), /you have made none: p/)
  assert.match((await predict(copy, '00-hello', 'a')).join('\n'), /You predicted a; it is b\)/)
  await reset(copy, '00-hello')
  await session.once()
  assert.match(session.model.ending.join('\n'), /You predicted a; it is b\)/)
})

test('a prediction is not answered before the step is done', async (t) => {
  const copy = await freshCopy(t)
  for (const step of ['00-hello', '01-database']) {
    const told = [...(await ask(copy, step)), ...(await predict(copy, step, 'a'))].join('\n')
    assert.match(told, /You predicted: a\nIt is compared/)
  }
})

test('next in the middle of a run asks to wait, and says nothing false once it is over', async (t) => {
  const copy = await freshCopy(t)
  const session = await Session.open(copy, SILENT)
  t.after(() => session.close())
  const keys = new Keys(session)
  const verdict = session.once()
  await keys.press('n')
  assert.match(session.model.panel?.lines.join() ?? '', /is being graded/)
  await verdict
  assert.equal(session.model.panel, null)
  await keys.press('n')
  assert.equal(session.model.step, '01-database')
})

test('a process waits for the next save, grades it, and none is left at the end', async (t) => {
  const copy = await freshCopy(t)
  const { session, verdicts } = await watch(copy)
  t.after(() => session.close())
  const waiting = async () => (await processesIn(copy)).filter((line) => line.endsWith(' warm'))
  await until('a process waits', async () => (await waiting()).length > 0, LOOKS)
  await edit(
    copy,
    '00-hello/hello.ts',
    'const folder =',
    'throw new Error("mine")\n  const folder ='
  )
  await until('the second verdict', () => verdicts.length === 2, { deadline: DEADLINE })
  assert.match(verdicts[1]?.grade?.tests[0]?.failures[0]?.message ?? '', /mine/)
  await until('another waits', async () => (await waiting()).length > 0, LOOKS)
  await session.close()
  assert.deepEqual(await processesIn(copy), [])
})

test('a program that hangs is stopped at its deadline, and named', async (t) => {
  const copy = await freshCopy(t)
  await edit(
    copy,
    '00-hello/hello.ts',
    'const folder =',
    'await new Promise(() => {})\n  const folder ='
  )
  const { session } = await watch(copy)
  t.after(() => session.close())
  await until('the verdict', () => session.model.grade, { deadline: 60_000 })
  const [first] = session.model.tests
  assert.equal(first?.verdict, 'failed')
  assert.match(first?.failures[0]?.message ?? '', /not finished after 10 s/)
})

const SILENT: Display = { update: () => {}, scroll: () => {}, close: () => {} }

/** A session that watches, and each verdict that it comes to. */
async function watch(copy: string): Promise<{ session: Session; verdicts: Model[] }> {
  const verdicts: Model[] = []
  const session = await Session.open(copy, {
    update: (model) => {
      if (model.grade && model.grade !== verdicts.at(-1)?.grade) verdicts.push(model)
    },
    scroll: () => {},
    close: () => {}
  })
  session.watch()
  return { session, verdicts }
}
