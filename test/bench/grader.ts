import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { AT_A_TIME } from '../../workshop/grade/grade.ts'
import { pool } from '../../workshop/grade/pool.ts'
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
  const together = () =>
    pool(steps, AT_A_TIME, (step) => runStep(step, { root: ROOT, target: 'solutions' }))
  figures.add('grader', 'ours', 'npm test', 's', (await timed(together)).ms / 1000)
}
