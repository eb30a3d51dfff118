import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { run, runBin } from './support/run.ts'
import { readTree } from './support/tree.ts'

/** Changed lines from one solution to the next, blank lines not counted. */
const MAX_CHANGED = 200
const MAX_FILE = 150
/** The chain of snapshots begins here; what is before it stands alone. */
const FIRST = '01'
/** A script of a lesson's Try it belongs to its step alone. */
const TRY_IT = 'try-it.ts'

/** One idea a step: few changed lines, small files, imports that only go down. */
export async function house({ root }: Scope): Promise<Case[]> {
  const steps = (await listSteps(root)).filter((step) => step.slice(0, 2) > FIRST)
  const table = await Promise.all(steps.map((step) => changedLines(root, step)))
  for (const { step, lines } of table) console.log(`  ${String(lines).padStart(4)}  ${step}`)
  const middle = median(table.map(({ lines }) => lines))
  console.log(`  ${String(middle).padStart(4)}  median`)
  const large = table.filter(({ lines }) => lines > MAX_CHANGED)
  const long = (await Promise.all(steps.map((step) => longFiles(root, step)))).flat()
  return [
    caseOf(
      `at most ${MAX_CHANGED} changed lines in a step`,
      large.map(({ step, lines }) => `${step} changes ${lines}`)
    ),
    caseOf(`no taught file over ${MAX_FILE} lines`, long),
    caseOf('an import that goes up is refused', await refusesUpward(root))
  ]
}

/** By git, as `diff -ru solutions/A solutions/B` would have it. */
async function changedLines(root: string, step: string): Promise<{ step: string; lines: number }> {
  const all = await listSteps(root)
  const before = all[all.indexOf(step) - 1] ?? ''
  const { output } = await run(
    'git',
    ['diff', '--no-index', '--no-renames', '-U0', `solutions/${before}`, `solutions/${step}`],
    root
  )
  let counts = false
  let lines = 0
  for (const line of output.split('\n')) {
    const file = /^diff --git a\/solutions\/[^/]+\/(\S+)/.exec(line)?.[1]
    if (file !== undefined) counts = isTaught(file)
    const changed = /^[-+]\s*\S/.test(line) && !/^(---|\+\+\+) /.test(line)
    if (counts && changed) lines++
  }
  return { step, lines }
}

async function longFiles(root: string, step: string): Promise<string[]> {
  const tree = await readTree(join(root, 'solutions', step))
  return [...tree].flatMap(([file, text]) => {
    const lines = text.trimEnd().split('\n').length
    return isTaught(file) && lines > MAX_FILE ? [`${step}/${file} has ${lines} lines`] : []
  })
}

function isTaught(file: string): boolean {
  return file !== 'README.md' && file !== TRY_IT && !file.startsWith('spec/')
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle - 0.5)] ?? 0)) / 2
}

/** The rules stand in .oxlintrc.json; a rule that matches no file any more would refuse nothing. */
async function refusesUpward(root: string): Promise<string[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'workshop-layers-'))
  const upward: Record<string, string> = {
    'view.ts': './net/server.ts',
    'base/nudge.ts': '../service.ts',
    'service.ts': './net/server.ts',
    'net/server.ts': '../client/client.ts',
    'client/client.ts': '../instance/instance.ts',
    'instance/instance.ts': '../cli/run.ts'
  }
  const circle: Record<string, string> = {
    'net/rpc.ts': './methods.ts',
    'net/methods.ts': './rpc.ts'
  }
  try {
    await writeFile(
      join(scratch, '.oxlintrc.json'),
      await readFile(join(root, '.oxlintrc.json'), 'utf8')
    )
    for (const [file, target] of Object.entries({ ...upward, ...circle })) {
      const path = join(scratch, 'solutions/99-x', file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(
        path,
        `import type { A } from '${target}'\nexport type B = A\nexport type A = B\n`
      )
    }
    const { output } = await runBin(root, 'oxlint', 'oxlint', ['--format=unix', scratch])
    const missed = Object.keys(upward).filter((file) => {
      return !new RegExp(`${file}:.*no-restricted-imports`).test(output)
    })
    const cycles = /no-cycle/.test(output) ? [] : ['a circle of types']
    return [...missed, ...cycles].map((what) => `passes oxlint: ${what}`)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
