import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { faults, measure } from '../test/meta/full-marks.ts'
import { writeClass } from '../test/meta/grade/class.ts'
import { readFlags, refuse } from './flags.ts'
import { listSteps, pickSteps } from './grade/layout.ts'
import { maximum, pointsFile, readPoints } from './grade/points.ts'
import { print } from './grade/print.ts'
import { writeAutograding } from './submissions/autograding.ts'
import { writeStarters } from './tool/starters.ts'

const USAGE = `npm run points -- [NN …]
Measures what the tests of these steps are worth, or of all, and writes what is made from it.`

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
readFlags(USAGE, {}, true)
const known = await readPoints(root)
// When all steps are measured, those that are gone are forgotten.
const points = words.length > 0 ? { ...known } : {}
const steps = await chooseSteps()

for (const { step, run, measured } of await measure(root, steps)) {
  const problems = faults(run)
  if (problems.length === 0) points[step] = measured
  else if (known[step]) points[step] = known[step]
  if (problems.length > 0) process.exitCode = 1
  print(problems.length === 0 ? `${step}: ${maximum(measured)} points` : `${step}: not changed`)
  for (const problem of problems) print(`  ${problem}`)
}
const sorted = Object.fromEntries(Object.entries(points).sort(([a], [b]) => a.localeCompare(b)))
await writeFile(pointsFile(root), `${JSON.stringify(sorted, null, 2)}\n`)
await writeAutograding(root, sorted)
await writeClass(root)
await writeStarters(root, await listSteps(root))

async function chooseSteps(): Promise<string[]> {
  try {
    return pickSteps(await listSteps(root), words)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), USAGE)
  }
}
