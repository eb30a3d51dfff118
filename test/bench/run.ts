import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

import { readFlags } from '../../workshop/flags.ts'
import { measureEngines } from './engines.ts'
import { Figures } from './figures.ts'
import { measureGrader } from './grader.ts'
import { measureLimits } from './limits.ts'
import { measurePicture } from './picture.ts'
import { plot } from './plot.ts'
import { measurePuts, measureSigning, measureSizes } from './puts.ts'
import { measureBulk, measureReads } from './reads.ts'
import { measureSplit } from './split.ts'

/** Nothing here is a pass or a fail: every figure stands beside the limits of the same run. */
const USAGE = `npm run bench -- [--quick] [--json FILE] [--svg FILE]
Measures the last solution: three quarters of an hour, with --quick three minutes.`

const flags = readFlags(USAGE, {
  quick: { type: 'boolean' },
  json: { type: 'string' },
  svg: { type: 'string' }
})
const { quick = false } = flags
const figures = new Figures()
console.log(`node ${process.version}, ${cpus().length} cores${quick ? ', quick' : ''}`)

await measureLimits(figures, quick ? 2 : 5, quick ? 300 : 1000)
await measureEngines(figures, quick ? 1 : 3, quick ? 300 : 1000)
await measurePuts(figures, quick ? 2 : 5, quick ? 100 : 500)
await measureSigning(figures, quick ? 30 : 500)
await measureSizes(figures, quick ? [1000, 5000] : [1000, 10_000, 50_000], quick ? 60 : 200)
for (const size of quick ? [5000] : [5000, 10_000, 50_000]) await measureReads(figures, size)
await measureBulk(figures, quick ? 1 : 3, 5000)
await measureSplit(figures, 10, quick ? 500 : 5000)
await measurePicture(figures, quick ? 10 : 100)
if (!quick) await measureGrader(figures, 3)

const ALONE = 'HyperDB alone, 1 a transaction'
const BULK = 'HyperDB alone, 1000 a transaction'
const [small, large] = quick ? [1000, 5000] : [1000, 50_000]
ratio('3 writers, 64 in flight: answered', 'puts', ALONE, 'limits')
ratio('3 writers, 1 in flight: answered', 'puts', ALONE, 'limits')
ratio('import of 5000, 3 writers, signed', 'bulk', BULK, 'limits')
const cpu = (size: number) => `at ${size} entries, 1 in flight: CPU a put, all writers`
ratio(cpu(large), 'puts', cpu(small), 'puts')

if (flags.json) writeFileSync(flags.json, JSON.stringify(figures.all, null, 2))
if (flags.svg) writeFileSync(flags.svg, plot(figures.all))

function ratio(name: string, section: string, of: string, ofSection: string): void {
  const [value, limit] = [figures.median(section, name), figures.median(ofSection, of)]
  if (value !== null && limit !== null)
    figures.add('ratios', `${name} ÷ ${of}`, '', [value / limit])
}
