import { realpath } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { INTERRUPTED, interruptible } from './grade/interrupt.ts'
import { listSteps } from './grade/layout.ts'
import { maximum, readPoints } from './grade/points.ts'
import { print } from './grade/print.ts'
import { checkMachine } from './machine.ts'
import { readArgs } from './submissions/args.ts'
import { readOurs } from './submissions/bench.ts'
import { contain } from './submissions/containment.ts'
import { gradeClass } from './submissions/grade-class.ts'
import { Grades } from './submissions/grades.ts'
import { readHandIns } from './submissions/hand-ins.ts'
import { pickRange } from './submissions/range.ts'
import { Report } from './submissions/report.ts'
import { closing, details, foundLines, machineLines, usage } from './submissions/said.ts'
import { notices, writeSummary } from './submissions/written.ts'

const UNKNOWN = 2
const root = fileURLToPath(new URL('..', import.meta.url))
const interruption = interruptible()

try {
  process.exitCode = await main()
} catch (error) {
  if (!interruption.aborted) print(error instanceof Error ? error.message : String(error))
  process.exitCode = interruption.aborted ? INTERRUPTED : UNKNOWN
}

async function main(): Promise<number> {
  const args = readArgs(root, process.argv.slice(2))
  if ('problem' in args) {
    print(...(args.problem ? [args.problem, ''] : []), ...usage)
    return args.problem === null ? 0 : UNKNOWN
  }
  const all = await listSteps(root)
  const points = await readPoints(root)
  const steps = pickRange(all, args.steps).filter((step) => {
    const known = points[step]
    return known !== undefined && maximum(known) > 0
  })
  if (steps.length === 0) throw new Error(`There are no points for ${args.steps ?? 'any step'}`)
  const findings = await checkMachine()
  if (findings.length > 0) {
    print(...machineLines(findings))
    return UNKNOWN
  }
  const grades = await Grades.open(args.out)
  const ours = await readOurs(root)
  const { known, taken } = grades
  const own = new Map([
    [grades.out, 'is where the grades go'],
    [await realpath(root), 'is the workshop that grades']
  ])
  const handed = await readHandIns(args.paths, { ours, steps: all, own, known, taken })
  const { submissions } = handed
  const found = foundLines(handed.table, grades)
  if (found.length > 0) print(...found)
  await grades.tryNames(submissions.map(({ name }) => name))

  const containment = await contain(root, ours, submissions)
  const report = await Report.begin({ ...args, root, grades, handed, steps, ours, containment })
  try {
    const left = submissions.filter((submission) => !report.takeOver(submission))
    const onGrade = report.add.bind(report)
    const options = { root, ours, steps, containment, signal: interruption, onGrade }
    await gradeClass({ ...options, submissions: left })
  } finally {
    await containment.close()
    await report.end(interruption.aborted)
  }
  const { rows, only } = report
  await writeSummary(rows, only)
  if (only) print(...details(only), ...notices(only))
  print(...closing(report))
  return report.exitCode
}
