import { join } from 'node:path'

import { readPoints } from '../../workshop/grade/points.ts'
import { misfit } from './edits.ts'
import type { Case } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { type Trial, nameOf } from './trial.ts'

/**
 * What a quick check says of trials that it doesn't run: one line, neither right nor wrong, and
 * those that could not even be run: their edits don't fit, or there is no such test.
 */
export async function leaveOut(root: string, trials: Trial[], about: string): Promise<Case[]> {
  const points = await readPoints(root)
  const looks = trials.map(async (trial) => {
    const { step, from, edits, fails } = trial
    const names = points[step]?.tests.map(({ name }) => name) ?? []
    const strange = fails === 'all' ? [] : fails.filter((name) => !names.includes(name))
    const problem = await misfit(join(root, 'solutions', from), edits)
    const problems = strange.map((name) => `there is no test: ${name}`)
    return caseOf(nameOf(trial), problem === null ? problems : [problem, ...problems])
  })
  const wrong = (await Promise.all(looks)).filter(({ problem }) => problem !== null)
  const unknown = `${about}; ${trials.length} were not run (npm run check -- wrong)`
  return [...wrong, { ...caseOf('the other mistakes', []), unknown }]
}
