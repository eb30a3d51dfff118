import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { pool } from '../../workshop/grade/pool.ts'
import { readPoints } from '../../workshop/grade/points.ts'
import { type StepRun, runStep } from '../../workshop/grade/run-step.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOfRuns } from './support/case.ts'
import { fillHoles } from './support/fill.ts'
import { copyRepo, put, readTree } from './support/tree.ts'

const AT_A_TIME = 3

/** Who has done a step up to a task has the points of the tests up to that task. */
export async function tasks({ root, steps }: Scope): Promise<Case[]> {
  const points = await readPoints(root)
  const jobs = steps.flatMap((step) => {
    // With the last one, the step is done: that is another check.
    const holes = points[step]?.holes.slice(0, -1) ?? []
    const tests = [...(points[step]?.tests ?? []).entries()]
    return holes.map((task) => {
      const due = tests.filter(([, test]) => test.task <= task).map(([place]) => place)
      return { step, task, due }
    })
  })
  return pool(jobs, AT_A_TIME, async ({ step, task, due }) => {
    const copy = await copyRepo(root)
    try {
      await fill(copy, step, task)
      return await caseOfRuns(`${step} up to ${task}`, async () => {
        return missed(await runStep(step, { root: copy, target: 'steps', only: due }), task)
      })
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  })
}

async function fill(root: string, step: string, task: string): Promise<void> {
  const solution = await readTree(join(root, 'solutions', step))
  for (const [file, text] of await readTree(join(root, 'steps', step))) {
    const filled = fillHoles(text, solution.get(file) ?? text, task)
    await put(join(root, 'steps', step, file), filled)
  }
}

function missed({ tests, crash }: StepRun, task: string): string[] {
  if (crash) return [`can't be loaded: ${crash.failure.message} (${crash.failure.at})`]
  const due = tests.filter((test) => test.task <= task && test.verdict !== 'passed')
  return due.map(({ name, failures }) => `fails: ${name}: ${failures[0]?.message}`)
}
