import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { type Points, maximum } from '../grade/points.ts'

const INSTALL = 'npm ci'
const INSTALL_SECONDS = 300
/** The most that both allow for a step. */
const STEP_SECONDS = 600

/**
 * By file: the steps in the formats that run one command a test, in the learner's own copy. A step
 * gives all of its points or none; classroom.yml gives those of each test.
 */
export function autograding(points: Points): Record<string, object> {
  const steps = Object.entries(points)
    .map(([name, known]) => ({ name, run: gradeOf(name), points: maximum(known) }))
    .filter((step) => step.points > 0)
  const github = steps.map(({ name, run, points: worth }) => {
    const minutes = STEP_SECONDS / 60
    const io = { input: '', output: '', comparison: 'included' }
    return { name, setup: INSTALL, run, ...io, timeout: minutes, points: worth }
  })
  const setup = { name: 'setup', type: 'run', run: INSTALL, timeout: INSTALL_SECONDS, points: 0 }
  const classroom50 = steps.map((step) => ({ ...step, type: 'run', timeout: STEP_SECONDS }))
  return {
    '.github/classroom/autograding.json': { tests: github },
    '.github/classroom/classroom50.json': [setup, ...classroom50]
  }
}

/** Writes these files below the root. */
export async function writeAutograding(root: string, points: Points): Promise<void> {
  for (const [file, content] of Object.entries(autograding(points))) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), `${JSON.stringify(content, null, 2)}\n`)
  }
}

function gradeOf(step: string): string {
  return `npm run grade -- . --steps ${step.slice(0, 2)}`
}
