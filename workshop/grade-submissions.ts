import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { INTERRUPTED, interruptible } from './grade/interrupt.ts'
import { listSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { checkMachine } from './machine.ts'
import { readOurs } from './submissions/bench.ts'
import { contain } from './submissions/containment.ts'
import { gradeClass } from './submissions/grade-class.ts'
import { notesOn } from './submissions/notes.ts'
import { classLine, closing, details, machineLines, usage } from './submissions/said.ts'
import { pickRange } from './submissions/range.ts'
import { readSubmissions } from './submissions/read.ts'
import { type Noted, notices, verdict, writeCsv, writeGrade } from './submissions/written.ts'
import { writeSummary } from './submissions/written.ts'

const UNKNOWN = 2
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
    options: { steps: { type: 'string' }, out: { type: 'string', default: 'grades' } },
    allowPositionals: true
  })
  if (positionals.length === 0) {
    print(...usage)
    return UNKNOWN
  }
  const steps = pickRange(await listSteps(root), values.steps)
  const findings = await checkMachine()
  if (findings.length > 0) {
    print(...machineLines(findings))
    return UNKNOWN
  }
  const submissions = await readSubmissions(positionals)
  const ours = await readOurs(root)
  const containment = await contain(root, ours, submissions)
  const run = { root, out: resolve(values.out), sandbox: containment.sandbox }
  const grades: Noted[] = []
  const written: Promise<string>[] = []
  try {
    await gradeClass({
      root,
      ours,
      steps,
      submissions,
      containment,
      signal: interruption,
      onGrade: (grade) => {
        const noted = { ...grade, notes: notesOn(grade, ours) }
        grades.push(noted)
        written.push(writeGrade(noted, run))
        print(classLine(noted))
      }
    })
  } finally {
    await containment.close()
  }
  const files = await Promise.all(written)
  if (grades.length > 1) files.push(await writeCsv(grades, run))
  await writeSummary(grades)
  const [only] = grades
  if (only && grades.length === 1) print(...details(only), ...notices(only))
  print(...closing(grades, files, run))
  const verdicts = grades.map(verdict)
  if (verdicts.includes('unknown')) return UNKNOWN
  return verdicts.every((word) => word === 'done') ? 0 : 1
}
