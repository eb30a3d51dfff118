import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

import { readArguments } from './grade/arguments.ts'
import { type Grade, exitCode, gradeSteps, toJson } from './grade/grade.ts'
import { INTERRUPTED, interruptible } from './grade/interrupt.ts'
import { listSteps, pickSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { reasonOf } from './grade/reason.ts'
import { stepLine, stepReport, summary } from './grade/report.ts'
import { whereAsked } from './grade/where-asked.ts'
import { checkMachine } from './machine.ts'
import { type Look, lookAt, openStepAfter, recordAll } from './tool/progress.ts'
import { whyUnkept } from './tool/state.ts'
import { texts } from './tool/texts.ts'

const UNKNOWN = 2
const USAGE = `npm test -- [NN …] [--json FILE]
Grades the steps with these numbers, or all of them; --json writes the grade to a file.`
const root = fileURLToPath(new URL('..', import.meta.url))

const interruption = interruptible()

try {
  process.exitCode = await main()
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = interruption.aborted ? INTERRUPTED : UNKNOWN
}

async function main(): Promise<number> {
  const options = { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = readArguments(USAGE, options, true)
  if (values.help) {
    print(USAGE)
    return 0
  }
  const steps = pickSteps(await listSteps(root), positionals)

  const findings = await checkMachine()
  if (findings.length > 0) {
    print(
      styleText('yellow', '? This machine can’t run the workshop yet, so the grade is unknown:')
    )
    for (const { problem, wayOut } of findings) print(`  ${problem}`, `    ${wayOut}`)
    return UNKNOWN
  }

  const looks = new Map<string, Look>()
  const grade = await gradeSteps(steps, {
    root,
    signal: interruption,
    beforeStep: async (step) => void looks.set(step, await lookAt(root, step)),
    onStep: (step) => print(stepLine(step))
  })
  await recordAll(root, grade.steps, looks)
  const next = await openStepAfter(root, steps.at(-1) ?? '')
  print(...grade.steps.flatMap(stepReport), ...summary(grade, next))
  const reason = whyUnkept(root)
  if (reason !== null) print(texts.notWritten('.workshop/state.json', reason))
  if (values.json) await writeGrade(values.json, grade)
  return exitCode(grade)
}

/** The verdict stands, whatever becomes of the file. */
async function writeGrade(file: string, grade: Grade): Promise<void> {
  try {
    await writeFile(
      resolve(whereAsked(root), file),
      `${JSON.stringify(await toJson(grade, root), null, 2)}\n`
    )
  } catch (error) {
    print(texts.notWritten(file, reasonOf(error)))
  }
}
