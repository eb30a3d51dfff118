import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'node:test'

import { reset } from '../../../workshop/tool/overwrite.ts'
import { goTo } from '../../../workshop/tool/progress.ts'
import { listSteps } from '../../../workshop/grade/layout.ts'
import { copyRepo } from '../support/tree.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const PARTS = ['package.json', 'tsconfig.json', 'types', 'workshop', 'test', 'steps', 'solutions']

/** Steps with which these tests have to do: 00 to 03. */
const USED = 4

/** A copy of the workshop as a learner gets it, whatever its own steps are like. */
export async function freshCopy(t?: TestContext): Promise<string> {
  const copy = await copyRepo(root, PARTS)
  t?.after(() => rm(copy, { recursive: true, force: true, maxRetries: 5 }))
  const steps = await listSteps(copy)
  for (const step of steps.slice(0, USED)) await reset(copy, step)
  await rm(join(copy, '.workshop'), { recursive: true, force: true })
  return copy
}

/** The same, with 01 solved and the learner on it. */
export async function solvedCopy(t: TestContext): Promise<string> {
  const copy = await freshCopy(t)
  await goTo(copy, '01-database')
  for (const file of ['schema.ts', 'view.ts']) await solveFile(copy, `01-database/${file}`)
  return copy
}

export function stepFile(copy: string, path: string): string {
  return join(copy, 'steps', path)
}

/** Puts the solution's file in place, as a learner who solves it. */
export async function solveFile(copy: string, path: string): Promise<void> {
  await copyFile(join(copy, 'solutions', path), stepFile(copy, path))
}

/** Replaces a text that must be there once. */
export async function edit(copy: string, path: string, find: string, put: string): Promise<void> {
  const text = await readFile(stepFile(copy, path), 'utf8')
  if (text.split(find).length !== 2) throw new Error(`${find} is not once in ${path}`)
  await writeFile(
    stepFile(copy, path),
    text.replace(find, () => put)
  )
}
