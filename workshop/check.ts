import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

import { before, wrong } from '../test/meta/rejects.ts'
import { solutions, starters } from '../test/meta/full-marks.ts'
import { classOfThirty } from '../test/meta/grade/class.ts'
import { documents } from '../test/meta/documents.ts'
import { grade } from '../test/meta/grade.ts'
import { format, lint, stray, types } from '../test/meta/house.ts'
import { licences } from '../test/meta/licences.ts'
import { house } from '../test/meta/sizes.ts'
import { lineage } from '../test/meta/lineage.ts'
import { lock } from '../test/meta/lock.ts'
import { mutants } from '../test/meta/mutants.ts'
import { markdown, words as spelling } from '../test/meta/prose.ts'
import { quotes } from '../test/meta/quotes.ts'
import { slides } from '../test/meta/slides.ts'
import { reliability } from '../test/meta/reliability.ts'
import { sentences } from '../test/meta/sentences.ts'
import { specs } from '../test/meta/specs.ts'
import type { Case, Check } from '../test/meta/support/case.ts'
import { isQuick } from '../test/meta/support/quick.ts'
import { tasks } from '../test/meta/tasks.ts'
import { tool } from '../test/meta/tool.ts'
import { tools } from '../test/meta/tools.ts'
import { readFlags, refuse } from './flags.ts'
import { listSteps, pickSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { mark } from './grade/render.ts'

/** From fast to slow. */
const KINDS: Record<string, Check> = {
  format,
  lint,
  types,
  stray,
  house,
  lock,
  licences,
  words: spelling,
  markdown,
  documents,
  lineage,
  quotes,
  sentences,
  specs,
  solutions,
  starters,
  tasks,
  before,
  wrong,
  mutants,
  tools,
  tool,
  grade,
  slides,
  class: classOfThirty,
  reliability
}
/** Run only if they are named. */
const SLOW = new Set(['class', 'reliability', 'mutants', ...(isQuick() ? ['tasks'] : [])])
/** Don't look at single steps. */
const WHOLE = new Set([
  'format',
  'lint',
  'types',
  'stray',
  'house',
  'lock',
  'licences',
  'words',
  'markdown',
  'documents',
  'tools',
  'tool',
  'grade',
  'slides',
  'reliability'
])

const USAGE = `npm run check -- [KIND …] [NN …]
Checks what authors must keep true, all of it or these kinds and steps; the slow ones only by name.
Kinds: ${Object.keys(KINDS).join(' ')}; slow: ${[...SLOW].join(' ')}.`

const root = fileURLToPath(new URL('..', import.meta.url))
readFlags(USAGE, {}, true)
// npm says with it where a person typed the command; nobody types what the checks start.
delete process.env['INIT_CWD']
const words = process.argv.slice(2)
const kinds = Object.keys(KINDS).filter((kind) => words.includes(kind))
const numbers = words.filter((word) => !Object.hasOwn(KINDS, word))
const steps = await chooseSteps()
const chosen =
  kinds.length > 0
    ? kinds
    : Object.keys(KINDS).filter((kind) => {
        return !SLOW.has(kind) && (numbers.length === 0 || !WHOLE.has(kind))
      })

let passed = 0
let failed = 0
for (const kind of chosen) {
  const start = performance.now()
  const cases = await run(kind)
  const wrongs = cases.filter(({ problem }) => problem !== null)
  const unknowns = cases.filter(({ unknown }) => unknown !== undefined)
  const rights = cases.length - wrongs.length - unknowns.length
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const verdict = mark(wrongs.length > 0 ? 'failed' : 'passed')
  print(`${verdict} ${kind}: ${rights} of ${cases.length} (${seconds} s)`)
  for (const { name, problem } of wrongs) {
    print(
      `  ${styleText('bold', name)}`,
      ...(problem ?? '').split('\n').map((line) => `    ${line}`)
    )
  }
  for (const { name, note } of cases) {
    if (note !== undefined) print(`  ${mark('unknown')} ${name}: right only in a second run`, note)
  }
  for (const { name, unknown } of unknowns) print(`  ${mark('unknown')} ${name}: ${unknown}`)
  for (const { info } of kinds.includes(kind) ? cases : []) if (info) print(`  ${info}`)
  passed += rights
  failed += wrongs.length
}
print(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

/** The steps that were named; a word that is neither step nor kind ends it with the usage. */
async function chooseSteps(): Promise<string[]> {
  try {
    return pickSteps(await listSteps(root), numbers)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), USAGE)
  }
}

async function run(kind: string): Promise<Case[]> {
  try {
    return (await KINDS[kind]?.({ root, steps })) ?? []
  } catch (error) {
    return [{ name: kind, problem: error instanceof Error ? (error.stack ?? '') : String(error) }]
  }
}
