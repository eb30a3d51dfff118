import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, styleText } from 'node:util'

import { exitCode, gradeSteps, toJson } from './grade/grade.ts'
import { listSteps, pickSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { stepLine, stepReport, summary } from './grade/report.ts'
import { checkMachine } from './machine.ts'

const UNKNOWN = 2
const INTERRUPTED = 130
const root = fileURLToPath(new URL('..', import.meta.url))

const interruption = interruptible()

try {
  process.exitCode = await main()
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = interruption.aborted ? INTERRUPTED : UNKNOWN
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true
  })
  const steps = pickSteps(await listSteps(root), positionals)

  const findings = await checkMachine()
  if (findings.length > 0) {
    print(
      styleText('yellow', '? This machine can’t run the workshop yet, so the grade is unknown:')
    )
    for (const { problem, wayOut } of findings) print(`  ${problem}`, `    ${wayOut}`)
    return UNKNOWN
  }

  const grade = await gradeSteps(steps, {
    root,
    signal: interruption,
    onStep: (step) => print(stepLine(step))
  })
  print(...grade.steps.flatMap(stepReport), ...summary(grade))
  if (values.json) {
    await writeFile(values.json, `${JSON.stringify(await toJson(grade, root), null, 2)}\n`)
  }
  return exitCode(grade)
}

/** Aborts when the user or the terminal goes away: the graders' groups would outlive this one. */
function interruptible(): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    controller.abort(new Error('stopped'))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return controller.signal
}
