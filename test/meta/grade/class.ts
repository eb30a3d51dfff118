import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readPoints } from '../../../workshop/grade/points.ts'
import { pool } from '../../../workshop/grade/pool.ts'
import type { Case, Scope } from '../support/case.ts'
import { caseOf } from '../support/case.ts'
import { run } from '../support/run.ts'
import { type Learner, handIn, makeClass } from './classroom.ts'

const AT_A_TIME = 4

/** One command grades a class of thirty as the fixture says. */
export async function classOfThirty({ root }: Scope): Promise<Case[]> {
  const learners = await readClass(root)
  const steps = Object.keys(learners[0]?.work ?? {})
  const folder = await mkdtemp(join(tmpdir(), 'workshop-class-'))
  try {
    await pool(learners, AT_A_TIME, (learner) => handIn(root, join(folder, 'class'), learner))
    const start = performance.now()
    const command = ['--import=tsx', 'workshop/grade-submissions.ts', join(folder, 'class')]
    const options = ['--steps', steps.map((step) => step.slice(0, 2)).join(','), '--out', folder]
    await run(process.execPath, [...command, ...options], root)
    const minutes = (performance.now() - start) / 60_000
    return [
      { ...(await classIsCurrent(root)), info: `graded in ${minutes.toFixed(1)} minutes` },
      ...(await Promise.all(learners.map((learner) => compare(folder, learner))))
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The fixture has the points that follow from the mistakes that are declared now. */
export async function classIsCurrent(root: string): Promise<Case> {
  const learners = await readClass(root)
  const steps = Object.keys(learners[0]?.work ?? {})
  const declared = await makeClass(root, steps, await readPoints(root))
  const current = JSON.stringify(declared) === JSON.stringify(learners)
  return caseOf(
    'test/meta/fixtures/class.json',
    current ? [] : ['it is not current: npm run points']
  )
}

/** Writes the fixture again from the steps that have points. */
export async function writeClass(root: string): Promise<void> {
  const points = await readPoints(root)
  const steps = Object.keys(points).filter((step) => points[step]?.holes.length)
  const learners = await makeClass(root, steps, points)
  await writeFile(classFile(root), `${JSON.stringify(learners, null, 2)}\n`)
}

async function compare(folder: string, { name, points }: Learner): Promise<Case> {
  const file = join(folder, name, 'grade.json')
  const { steps, tests } = JSON.parse(await readFile(file, 'utf8')) as GradeFile
  const problems = steps.flatMap((step) => {
    const expected = points[step.step]
    if (step.points === expected) return []
    const lost = tests.filter((test) => test.step === step.step && test.points < test.max)
    const reasons = lost.map((test) => `  ${test.name} (${test.status}): ${test.message}`)
    return [`${step.step}: ${step.points} and not ${expected}`, ...reasons]
  })
  return caseOf(name, problems)
}

interface GradeFile {
  steps: { step: string; points: number }[]
  tests: {
    step: string
    name: string
    status: string
    points: number
    max: number
    message: string | null
  }[]
}

async function readClass(root: string): Promise<Learner[]> {
  return JSON.parse(await readFile(classFile(root), 'utf8')) as Learner[]
}

function classFile(root: string): string {
  return join(root, 'test/meta/fixtures/class.json')
}
