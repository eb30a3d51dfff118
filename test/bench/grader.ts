import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { gradeSteps } from '../../workshop/grade/grade.ts'
import { runStep } from '../../workshop/grade/run-step.ts'
import { timed } from './figures.ts'
import type { Figures } from './figures.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What a learner waits for: each step's grader on the reference. */
export async function measureGrader(figures: Figures): Promise<void> {
  const steps = readdirSync(join(ROOT, 'solutions')).filter((name) => /^\d\d-/.test(name))
  let total = 0
  for (const step of steps) {
    const { ms } = await timed(() => runStep(step, { root: ROOT, target: 'solutions' }))
    total += ms / 1000
    figures.add('grader', 'ours', step, 's', ms / 1000)
  }
  figures.add('grader', 'ours', 'all steps, one after the other', 's', total)
  const { ms } = await timed(() => gradeSteps(steps, { root: ROOT }))
  figures.add('grader', 'ours', 'npm test', 's', ms / 1000)
}
