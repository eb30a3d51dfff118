import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

import { readFlags, refuse } from '../../workshop/flags.ts'
import { measureDisk } from './disk.ts'
import { writeDocument } from './document.ts'
import { measureEngines } from './engines.ts'
import { Figures } from './figures.ts'
import type { Figure } from './figures.ts'
import { measureGrader } from './grader.ts'
import { measureLong } from './long.ts'
import { measurePicture } from './picture.ts'
import { measureImport, measurePauses, measureSize, measureSplit } from './others.ts'
import { planOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { plot } from './plot.ts'
import { measureLone, measureOne, measureProcesses, measureSpread } from './puts.ts'
import { measureRecorder } from './recorder.ts'
import { targetRows } from './targets.ts'

/** What can be measured alone. */
const PARTS: Record<string, (figures: Figures, plan: Plan) => Promise<void>> = {
  one: measureOne,
  spread: measureSpread,
  lone: measureLone,
  processes: measureProcesses,
  pauses: measurePauses,
  import: measureImport,
  size: measureSize,
  split: measureSplit,
  engines: measureEngines,
  picture: (figures, { rounds }) => measurePicture(figures, 10 * rounds),
  disk: measureDisk,
  long: measureLong,
  recorder: (figures, { rounds }) => measureRecorder(figures, 12 * rounds),
  grader: measureGrader
}
/** Not about speed, or as long as all others: only when they are asked for. */
const ASKED_FOR = new Set(['disk', 'long', 'grader'])

const USAGE = `npm run bench -- [--quick] [--only PART,…] [--entries N] [--json FILE] [--svg FILE] [--write]
npm run bench -- --from FILE [--svg FILE] [--write]
Measures the last solution beside a baseline and HyperDB alone. Parts: ${Object.keys(PARTS).join(', ')}.
--write puts the figures into docs/performance.md; --from takes them from a file of --json.`

/** What --json writes: a whole run. */
export interface Report {
  machine: string
  quick: boolean
  figures: Figure[]
}

const flags = readFlags(USAGE, {
  quick: { type: 'boolean' },
  only: { type: 'string' },
  entries: { type: 'string' },
  json: { type: 'string' },
  svg: { type: 'string' },
  from: { type: 'string' },
  write: { type: 'boolean' }
})

if (flags.write && flags.quick) refuse('a quick run is too short for the document', USAGE)
const report = flags.from === undefined ? await measure() : readReport(flags.from)
const figures = new Figures(report.figures)
console.log(`\n${report.machine}${report.quick ? ', quick: too short to compare' : ''}`)
console.table(targetRows(figures))
keep(report)
if (flags.svg !== undefined) writeFileSync(flags.svg, plot(figures.all))
if (flags.write) await writeDocument(report)

async function measure(): Promise<Report> {
  const { quick = false } = flags
  const plan = planOf(quick, entriesOf(flags.entries))
  const collected = new Figures()
  const machine = `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()})`
  for (const part of partsOf(flags.only)) {
    try {
      await PARTS[part]!(collected, plan)
    } catch (err) {
      // The others can still be measured; that this one broke is what the exit code tells.
      console.error(`${part} broke: ${err instanceof Error ? err.message : String(err)}`)
      process.exitCode = 1
    }
    // After each part: what is measured is kept, whatever a later one does to this process.
    keep({ machine, quick, figures: collected.all })
  }
  return { machine, quick, figures: collected.all }
}

function keep(report: Report): void {
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`)
}

function partsOf(only: string | undefined): string[] {
  if (only === undefined) return Object.keys(PARTS).filter((part) => !ASKED_FOR.has(part))
  const parts = only.split(',')
  const unknown = parts.find((part) => !Object.hasOwn(PARTS, part))
  if (unknown !== undefined) refuse(`${unknown || 'nothing'} isn't a part`, USAGE)
  return parts
}

function entriesOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const entries = Number(text)
  if (Number.isInteger(entries) && entries > 0 && entries <= 100_000) return entries
  return refuse(`--entries takes a number from 1 to 100000`, USAGE)
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (err) {
    return refuse(`can't read ${path}: ${err instanceof Error ? err.message : String(err)}`, USAGE)
  }
}
