import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import {
  type Change,
  LESSON,
  type ShippedFile,
  type Starters,
  blobId,
  readStarters,
  startersFile
} from '../grade/shipped.ts'
import { diffHunks } from './diff.ts'
import { type Tree, readTree } from './files.ts'
import { texts } from './texts.ts'

/** Writes down what these steps ship with, from the folders as they are now. */
export async function writeStarters(root: string, steps: string[]): Promise<void> {
  const starters: Starters = {}
  for (const step of steps) {
    const starter = await readWithLesson(root, 'steps', step)
    const files = [...starter].map(async ([file, text]): Promise<[string, ShippedFile]> => {
      const changes = await measure(root, step, file)
      return [file, { blob: blobId(text), changes }]
    })
    starters[step] = Object.fromEntries(await Promise.all(files))
  }
  await writeFile(startersFile(root), `${JSON.stringify(starters, null, 2)}\n`)
}

/** Steps whose files are not what `startersFile` makes of them: it has to be written again. */
export async function staleStarters(root: string, steps: string[]): Promise<string[]> {
  const starters = await readStarters(root)
  const stale = steps.map(async (step) => {
    const now = await readWithLesson(root, 'steps', step)
    const kept = starters[step] ?? {}
    const solution = await readWithLesson(root, 'solutions', step)
    const same = [...now].every(([file, text]) => {
      const changes = kept[file]?.changes
      return (
        changes && kept[file]?.blob === blobId(text) && rebuild(solution, file, changes) === text
      )
    })
    return same && Object.keys(kept).length === now.size ? [] : [step]
  })
  const known = Object.keys(starters).filter((step) => !steps.includes(step))
  return [...(await Promise.all(stale)).flat(), ...known]
}

/** A step's program as it was shipped, whatever has become of its folder since. */
export async function readStarter(root: string, step: string): Promise<Tree> {
  const tree = await readShipped(root, step)
  tree.delete(LESSON)
  return tree
}

/** A step as it was shipped, with its lesson; git is only asked if the solution was changed. */
export async function readShipped(root: string, step: string): Promise<Tree> {
  const files = (await readStarters(root))[step] ?? {}
  const solution = await readWithLesson(root, 'solutions', step)
  const tree: Tree = new Map()
  for (const [file, { blob, changes }] of Object.entries(files)) {
    const rebuilt = rebuild(solution, file, changes)
    tree.set(file, blobId(rebuilt) === blob ? rebuilt : await fromGit(root, blob, step, file))
  }
  if (tree.size === 0) throw new Error(texts.noStarter(step))
  return tree
}

async function readWithLesson(root: string, part: string, step: string): Promise<Tree> {
  const folder = join(root, part, step)
  const lesson = await readFile(join(folder, LESSON), 'utf8').catch(() => null)
  const tree = await readTree(folder)
  return lesson === null ? tree : tree.set(LESSON, lesson.replaceAll('\r\n', '\n'))
}

/** Where a starter's file differs from the solution's. A lesson and its debrief share no text. */
async function measure(root: string, step: string, file: string): Promise<Change[]> {
  const [starter, solution] = ['steps', 'solutions'].map((part) => join(root, part, step, file))
  if (file === LESSON) {
    const text = await readFile(starter ?? '', 'utf8')
    return [{ at: 0, drop: ALL, lines: text.replaceAll('\r\n', '\n').split('\n') }]
  }
  const hunks = await diffHunks(solution ?? '', starter ?? '', { around: 0 })
  return hunks.map(({ at, lines }) => {
    const added = lines.filter((line) => line.startsWith('+'))
    const drop = lines.filter((line) => line.startsWith('-')).length
    // What is only added goes behind the line that is named.
    return { at: drop === 0 ? at : at - 1, drop, lines: added.map((line) => line.slice(1)) }
  })
}

/** More lines than any debrief has. */
const ALL = 100_000

function rebuild(solution: Tree, file: string, changes: Change[]): string {
  const lines = (solution.get(file) ?? '').split('\n')
  for (const { at, drop, lines: instead } of changes.toReversed()) {
    lines.splice(at, drop, ...instead)
  }
  return lines.join('\n')
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
