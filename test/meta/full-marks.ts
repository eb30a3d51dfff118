import { join } from 'node:path'

import type { Failure } from '../../workshop/grade/events.ts'
import { isPerfect } from '../../workshop/grade/grade-step.ts'
import { findHoles } from '../../workshop/grade/layout.ts'
import { pool } from '../../workshop/grade/pool.ts'
import { type StepPoints, readPoints } from '../../workshop/grade/points.ts'
import { type StepRun, runStep } from '../../workshop/grade/run-step.ts'
import { readWrong } from './rejects.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOfRuns } from './support/case.ts'

const AT_A_TIME = 3

/** Each solution gets all points, and points.json says what they are. */
export async function solutions({ root, steps }: Scope): Promise<Case[]> {
  const points = await readPoints(root)
  return pool(steps, AT_A_TIME, (step) => {
    return caseOfRuns(step, async () => {
      const [result] = await measure(root, [step])
      if (!result) return ['it was not run']
      const stale = JSON.stringify(result.measured) !== JSON.stringify(points[step])
      const advice = stale ? ['test/points.json is not current: npm run points'] : []
      return [...faults(result.run), ...advice]
    })
  })
}

/** Each starter has its holes, and each test comes to one that it may need. */
export async function starters({ root, steps }: Scope): Promise<Case[]> {
  const points = await readPoints(root)
  const able = steps.filter((step) => (points[step]?.holes.length ?? 0) > 0)
  return pool(able, AT_A_TIME, async (step) => {
    const exempt = (await readWrong(root, step))?.exempt ?? []
    return caseOfRuns(step, async () => {
      return unstopped(await runStep(step, { root, target: 'steps' }), exempt)
    })
  })
}

/** What each step is worth, by a run of its solution. */
export async function measure(
  root: string,
  steps: string[]
): Promise<{ step: string; run: StepRun; measured: StepPoints }[]> {
  return pool(steps, AT_A_TIME, async (step) => {
    const run = await runStep(step, { root, target: 'solutions', known: null })
    const holes = await findHoles(join(root, 'steps', step))
    const tests = run.tests.map(({ id, name, points, task }) => ({ id, name, points, task }))
    return { step, run, measured: { holes, tests } }
  })
}

/** What keeps a run from full marks, for an author. */
export function faults(run: StepRun): string[] {
  if (isPerfect(run)) return []
  const failed = run.tests.filter(({ verdict }) => verdict !== 'passed')
  return [
    ...(run.crash ? [line(run.crash.failure)] : []),
    ...failed.map(({ name, failures }) => `${name}: ${failures.map(line).join('; ')}`),
    ...run.trouble
  ]
}

function unstopped({ tests, crash, trouble }: StepRun, exempt: string[]): string[] {
  if (crash) return crash.hole ? [] : [`can't be loaded: ${line(crash.failure)}`]
  const wrong = tests
    .filter(({ name }) => !exempt.includes(name))
    .flatMap((test) => {
      const { name, verdict, hole, task, failures } = test
      if (verdict === 'passed') return [`passes without being solved: ${name}`]
      if (!hole)
        return [`fails for another reason than a hole: ${name}: ${failures.map(line).join('; ')}`]
      return hole.task > task ? [`is for ${task} and needs ${hole.task}: ${name}`] : []
    })
  const unused = exempt.filter((exempted) => {
    const test = tests.find(({ name }) => name === exempted)
    return !test || (test.hole && test.verdict !== 'passed')
  })
  return [...wrong, ...unused.map((name) => `needs no exemption: ${name}`), ...trouble]
}

function line({ message, at }: Failure): string {
  return at ? `${message} (${at})` : message
}
