import { appendFile, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

import { print } from '../../../workshop/grade/print.ts'
import { pickSteps, listSteps } from '../../../workshop/grade/layout.ts'
import type { Model } from '../../../workshop/tool/model.ts'
import { solve } from '../../../workshop/tool/overwrite.ts'
import { goTo } from '../../../workshop/tool/progress.ts'
import { Session } from '../../../workshop/tool/session.ts'
import { wholeCopy, stepFile } from './class.ts'

// How long a learner waits after a save: npx tsx test/meta/tool/latency.ts [NN …]
// Only means something on a machine that does nothing else.
const SAVES = 20
/** Milliseconds that a learner reads a verdict before the next save, at least. */
const READS = 4000
const FILES: Record<string, string> = { '01-database': 'view.ts' }

const copy = await wholeCopy()
const words = process.argv.slice(2)
for (const step of pickSteps(
  await listSteps(copy),
  words.length > 0 ? words : ['1', '2', '3', '4']
)) {
  await solve(copy, step)
  await goTo(copy, step)
  const waits = await measure(step, stepFile(copy, `${step}/${FILES[step] ?? 'service.ts'}`))
  print(
    `${step}: first test ${median(waits.first)} ms, verdict ${median(waits.verdict)} ms (median of ${SAVES})`
  )
}
await rm(copy, { recursive: true, force: true, maxRetries: 5 })

async function measure(
  step: string,
  file: string
): Promise<{ first: number[]; verdict: number[] }> {
  const waits = { first: [] as number[], verdict: [] as number[] }
  let saved = 0
  let first = 0
  let seen: Model['grade'] = null
  let done = () => {}
  const update = ({ grade, tests }: Model) => {
    const ended = tests.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
    if (!grade && ended && first === 0) first = performance.now() - saved
    if (!grade || grade === seen) return
    seen = grade
    done()
  }
  const session = await Session.open(copy, { update, scroll: () => {}, close: () => {} })
  const verdict = () => new Promise<void>((resolve) => (done = resolve))
  const ready = verdict()
  session.watch()
  await ready
  for (let n = 0; n < SAVES; n++) {
    await pause(READS)
    const next = verdict()
    first = 0
    saved = performance.now()
    await appendFile(file, '\n')
    await next
    waits.first.push(first)
    waits.verdict.push(performance.now() - saved)
  }
  await session.close()
  if (session.model.grade?.status !== 'done') throw new Error(`${step} is not done`)
  return waits
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
