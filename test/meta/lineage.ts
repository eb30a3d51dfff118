import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { withoutHoles } from './support/holes.ts'
import { readTree } from './support/tree.ts'

/** The chain of snapshots begins here; what is before it stands alone. */
const FIRST = '01'
const TODO = /\btodo\b/i
/** A script of a lesson's Try it belongs to its step alone: nobody misses that of the step before. */
const TRY_IT = 'try-it.ts'

/** A starter is its solution with holes, and goes on from the solution before. */
export async function lineage({ root, steps }: Scope): Promise<Case[]> {
  const all = await listSteps(root)
  return Promise.all(
    steps.map(async (step) => {
      const starter = await readTree(join(root, 'steps', step))
      const solution = await readTree(join(root, 'solutions', step))
      const problems = [...compare(starter, solution), ...unfinished(solution)]
      const previous = all[all.indexOf(step) - 1]
      if (previous && step.slice(0, 2) > FIRST) {
        const before = await readTree(join(root, 'solutions', previous))
        const lesson = await readFile(join(root, 'steps', step, 'README.md'), 'utf8').catch(
          () => ''
        )
        problems.push(...unnamed(starter, before, lesson))
      }
      return caseOf(step, problems)
    })
  )
}

function compare(starter: Map<string, string>, solution: Map<string, string>): string[] {
  const extra = [...starter.keys()].filter((file) => !solution.has(file))
  const missing = [...solution.keys()].filter((file) => !starter.has(file))
  const strayed = [...starter].flatMap(([file, text]) => {
    const solved = solution.get(file)
    if (solved === undefined || isGenerated(file)) return []
    const line = firstStray(withoutHoles(text), solved)
    return line === null ? [] : [`${file}: no hole, and not in the solution in this order: ${line}`]
  })
  return [
    ...extra.map((file) => `${file} is in the starter only`),
    ...missing.map((file) => `${file} is in the solution only`),
    ...strayed
  ]
}

/** The first line that doesn't stand in the solution after the lines before it. */
function firstStray(starter: string, solution: string): string | null {
  const rest = solution.split('\n')
  let from = 0
  for (const line of starter.split('\n')) {
    const found = rest.indexOf(line, from)
    if (found < 0) return line.trim() || '(an empty line)'
    from = found + 1
  }
  return null
}

function unfinished(solution: Map<string, string>): string[] {
  const files = [...solution].filter(([file, text]) => !isGenerated(file) && TODO.test(text))
  return files.map(([file]) => `${file}: the solution says todo`)
}

function unnamed(
  starter: Map<string, string>,
  before: Map<string, string>,
  lesson: string
): string[] {
  const files = new Set([...starter.keys(), ...before.keys()])
  const changed = [...files].filter((file) => {
    if (file === TRY_IT && !starter.has(file)) return false
    return starter.get(file) !== before.get(file)
  })
  const silent = changed.filter((file) => !isGenerated(file) && !lesson.includes(file))
  return silent.map(
    (file) => `${file} differs from the step before, and the lesson doesn't name it`
  )
}

function isGenerated(file: string): boolean {
  return file.startsWith('spec/')
}
