import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'node:test'

import { listSteps } from '../../../workshop/grade/layout.ts'
import { readPoints } from '../../../workshop/grade/points.ts'
import { readStarters } from '../../../workshop/grade/shipped.ts'
import { goTo } from '../../../workshop/tool/progress.ts'
import { readShipped } from '../../../workshop/tool/starters.ts'
import { copyRepo, put } from '../support/tree.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const PARTS = ['package.json', 'tsconfig.json', 'types', 'workshop', 'test/support']

/** Steps of a short copy: those with which these tests have to do, 00 to 03, and one behind them. */
const SHORT = 5

/**
 * A copy of the workshop as a learner gets it, whatever its own steps are like, with the first
 * steps only: a test has one of its own, and all the others would make most of its work.
 */
export async function freshCopy(t?: TestContext): Promise<string> {
  const steps = await listSteps(root)
  return copyOf(steps.slice(0, SHORT), t)
}

/** The same, with all steps. */
export async function wholeCopy(t?: TestContext): Promise<string> {
  return copyOf(await listSteps(root), t)
}

async function copyOf(steps: string[], t?: TestContext): Promise<string> {
  const own = steps.flatMap((step) => [`solutions/${step}`, `test/${step}.test.ts`])
  const copy = await copyRepo(root, [...PARTS, ...own])
  t?.after(() => rm(copy, { recursive: true, force: true, maxRetries: 5 }))
  const [points, starters] = [await readPoints(root), await readStarters(root)]
  await put(join(copy, 'test/points.json'), JSON.stringify(only(points, steps)))
  await put(join(copy, 'workshop/starters.json'), JSON.stringify(only(starters, steps)))
  for (const step of steps) {
    for (const [file, text] of await readShipped(root, step)) {
      await put(stepFile(copy, `${step}/${file}`), text)
    }
  }
  return copy
}

function only<Value>(all: Record<string, Value>, names: string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
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
