import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { diffLines } from './diff.ts'
import { type Tree, readTree } from './files.ts'
import { texts } from './texts.ts'

/** A place where a starter differs from its solution. */
interface Change {
  /** Line of the solution, from 0. */
  at: number
  drop: number
  lines: string[]
}

interface StarterFile {
  /** The id that git gives to the starter's text. */
  blob: string
  changes: Change[]
}

/** By step and file: how to get each shipped starter out of its solution. */
type Starters = Record<string, Record<string, StarterFile>>

export function startersFile(root: string): string {
  return join(root, 'workshop/starters.json')
}

/** What `startersFile` must say of these steps, from the folders as they are now. */
export async function measureStarters(root: string, steps: string[]): Promise<Starters> {
  const starters: Starters = {}
  for (const step of steps) {
    const solution = await readTree(join(root, 'solutions', step))
    const starter = await readTree(join(root, 'steps', step))
    starters[step] = Object.fromEntries(
      [...starter].map(([file, text]) => {
        return [file, { blob: blobId(text), changes: changes(solution.get(file) ?? '', text) }]
      })
    )
  }
  return starters
}

export async function writeStarters(root: string, steps: string[]): Promise<void> {
  const starters = await measureStarters(root, steps)
  await writeFile(startersFile(root), `${JSON.stringify(starters, null, 2)}\n`)
}

/** A step as it was shipped, whatever has become of its folder since; git is only asked if it must. */
export async function readStarter(root: string, step: string): Promise<Tree> {
  const starters = JSON.parse(await readFile(startersFile(root), 'utf8')) as Starters
  const solution = await readTree(join(root, 'solutions', step))
  const tree: Tree = new Map()
  for (const [file, { blob, changes }] of Object.entries(starters[step] ?? {})) {
    const rebuilt = rebuild(solution.get(file) ?? '', changes)
    tree.set(file, blobId(rebuilt) === blob ? rebuilt : await fromGit(root, blob, step, file))
  }
  if (tree.size === 0) throw new Error(texts.noStarter(step))
  return tree
}

function changes(solution: string, starter: string): Change[] {
  const found: Change[] = []
  let change: Change | null = null
  let at = 0
  for (const { sign, text } of diffLines(solution.split('\n'), starter.split('\n'))) {
    if (sign === ' ') {
      change = null
    } else {
      if (!change) found.push((change = { at, drop: 0, lines: [] }))
      if (sign === '-') change.drop++
      else change.lines.push(text)
    }
    if (sign !== '+') at++
  }
  return found
}

function rebuild(solution: string, list: Change[]): string {
  const lines = solution.split('\n')
  for (const { at, drop, lines: instead } of list.toReversed()) lines.splice(at, drop, ...instead)
  return lines.join('\n')
}

function blobId(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** For a learner who changed the solution. */
async function fromGit(root: string, blob: string, step: string, file: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['cat-file', 'blob', blob], { cwd: root })
    return stdout
  } catch {
    throw new Error(texts.noStarterFile(step, file))
  }
}
