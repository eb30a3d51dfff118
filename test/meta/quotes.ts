import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { listFiles } from '../../workshop/grade/layout.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { readTree } from './support/tree.ts'

const BLOCK = /^```(?:ts|typescript)\b[^\n]*\n([\s\S]*?)^```/gm
/** A line that stands for any lines left out. */
const GAP = /^(?:\/\/ )?…$/

/** Each fenced ts block of a lesson, a debrief or a step's slides stands in its solution. */
export async function quotes({ root, steps }: Scope): Promise<Case[]> {
  const trees = await Promise.all(
    steps.map((step) => readTree(join(root, 'solutions', step)).then(flatten))
  )
  const cases = steps.flatMap((step, n) => {
    const own = trees[n] ?? []
    return ['steps', 'solutions'].map((part) => check(root, `${part}/${step}/README.md`, own))
  })
  const slides = (await listFiles(join(root, 'slides'))).filter((file) => file.endsWith('.md'))
  const decks = slides.flatMap((file) => {
    const name = basename(file, '.md')
    const n = steps.indexOf(name)
    // A chapter that is no step's may quote any; that of a step which was not picked is not asked.
    if (n < 0 && /^\d\d-/.test(name)) return []
    return check(root, `slides/${file}`, n < 0 ? trees.flat() : (trees[n] ?? []))
  })
  return Promise.all([...cases, ...decks])
}

async function check(root: string, file: string, sources: string[]): Promise<Case> {
  const text = await readFile(join(root, file), 'utf8').catch(() => null)
  if (text === null) return caseOf(file, ['it is missing'])
  const blocks = [...text.matchAll(BLOCK)].map(([, block = '']) => block)
  const strange = blocks.filter((block) => !sources.some((source) => holds(source, block)))
  return caseOf(
    file,
    strange.map((block) => `not in the solution:\n${block.trimEnd()}`)
  )
}

/** True if the parts of the block between its gaps stand in the source, in order. */
function holds(source: string, block: string): boolean {
  let from = 0
  for (const part of parts(block)) {
    const at = source.indexOf(`\n${part}\n`, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

function parts(block: string): string[] {
  const groups: string[][] = [[]]
  for (const line of block.split('\n').map((text) => text.trim())) {
    if (GAP.test(line)) groups.push([])
    else if (line) groups.at(-1)?.push(line)
  }
  return groups.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
}

/** The texts of a tree without indentation and empty lines: a quote may leave both out. */
function flatten(tree: Map<string, string>): string[] {
  const sources = [...tree].filter(([file]) => file.endsWith('.ts'))
  return sources.map(([, text]) => {
    const lines = text.split('\n').map((line) => line.trim())
    return `\n${lines.filter(Boolean).join('\n')}\n`
  })
}
