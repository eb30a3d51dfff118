import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { gradeSteps } from '../../workshop/grade/grade.ts'
import { notBegun } from '../../workshop/grade/not-begun.ts'
import { blobId } from '../../workshop/grade/shipped.ts'
import { record } from '../../workshop/tool/progress.ts'
import { fakeRepo } from './support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const STEPS = ['01-a', '02-b', '03-c']
/** As they were shipped, so that none of them is run. */
const SHIPPED = Object.fromEntries([
  ...STEPS.flatMap((step) => [
    [`steps/${step}/a.ts`, ''],
    [`test/${step}.test.ts`, '']
  ]),
  ['test/points.json', '{}'],
  ['workshop/starters.json', JSON.stringify(Object.fromEntries(STEPS.map(starter)))]
])

test('the step that took longest the last time begins first, and is told in its turn', async (t) => {
  const repo = await fakeRepo(root, SHIPPED)
  t.after(() => rm(repo, { recursive: true, force: true }))
  assert.deepEqual(await orders(repo), { begun: STEPS, told: STEPS })
  for (const [step, ms] of [
    ['01-a', 10],
    ['02-b', 900],
    ['03-c', 20]
  ] as const) {
    await record(repo, { ...notBegun(step), ms }, { digest: '', asShipped: false })
  }
  assert.deepEqual(await orders(repo), { begun: ['02-b', '01-a', '03-c'], told: STEPS })
})

/** In which order steps begin, and are told. */
async function orders(repo: string): Promise<{ begun: string[]; told: string[] }> {
  const begun: string[] = []
  const told: string[] = []
  await gradeSteps(STEPS, {
    root: repo,
    beforeStep: async (step) => void begun.push(step),
    onStep: ({ step }) => void told.push(step)
  })
  return { begun, told }
}

function starter(step: string): [string, object] {
  return [step, { 'a.ts': { blob: blobId(''), changes: [] } }]
}
