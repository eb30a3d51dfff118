import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { gradeSteps } from '../../workshop/grade/grade.ts'
import { runStep } from '../../workshop/grade/run-step.ts'
import { median, timed } from './figures.ts'
import type { Figures } from './figures.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What a learner waits for: each step's grader on the reference. */
export async function measureGrader(figures: Figures, rounds: number): Promise<void> {
  const steps = readdirSync(join(ROOT, 'solutions')).filter((name) => /^\d\d-/.test(name))
  let total = 0
  for (const step of steps) {
    const times: number[] = []
    for (let at = 0; at < rounds; at++) {
      times.push((await timed(() => runStep(step, { root: ROOT, target: 'solutions' }))).ms / 1000)
    }
    total += median(times)
    figures.add('grader', step, 's', times)
  }
  figures.add('grader', 'all steps, one after the other', 's', [total])
  const { ms } = await timed(() => gradeSteps(steps, { root: ROOT }))
  figures.add('grader', 'npm test', 's', [ms / 1000])
}
