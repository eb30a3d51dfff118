import { join } from 'node:path'

import { listSteps } from '../grade/layout.ts'
import { isAsShipped } from '../grade/shipped.ts'
import { digest, readTree } from './files.ts'
import { type Folder, readFolder, replaceFolder, writeFolder } from './folder.ts'
import { Grader } from './grader.ts'
import { goTo, isDone } from './progress.ts'
import { save, undoLast } from './saved.ts'
import { readShipped } from './starters.ts'
import { type Help, readState, updateState } from './state.ts'
import { texts } from './texts.ts'

/** Puts the solution in place of the step's files. */
export async function solve(root: string, step: string): Promise<string[]> {
  const kept = await save(root, 'solve', [step])
  await putSolution(root, step)
  await note(root, 'solved', [step])
  return [texts.solved(step), texts.saved(kept)]
}

/** Puts the shipped files in place of the step's. */
export async function reset(root: string, step: string): Promise<string[]> {
  const shipped = await readShipped(root, step)
  const kept = await save(root, 'reset', [step])
  const files = [...shipped].map(([file, text]) => [file, { bytes: Buffer.from(text) }] as const)
  await replaceFolder(join(root, 'steps', step), new Map(files))
  return [texts.wasReset(step), texts.saved(kept)]
}

/** Solves every step before this one that is not done, and goes to it. */
export async function catchUp(root: string, step: string): Promise<string[]> {
  const steps = await listSteps(root)
  const state = await readState(root)
  const open: string[] = []
  for (const before of steps.slice(0, steps.indexOf(step))) {
    const closed = (await isSolved(root, before)) || (await isDone(root, before, state))
    if (!closed && !(await passes(root, before))) open.push(before)
  }
  const kept = open.length > 0 ? await save(root, 'catchup', open) : null
  for (const before of open) await putSolution(root, before)
  await note(root, 'caughtUp', open)
  await goTo(root, step)
  return [texts.caughtUp(open, step), ...(kept ? [texts.saved(kept)] : [])]
}

/** Brings back what the last of these commands had overwritten. */
export async function undo(root: string): Promise<string[]> {
  const undone = await undoLast(root)
  if (!undone) return [texts.nothingToUndo]
  const { note, kept } = undone
  return [texts.undone(note.verb, note.steps), texts.undoneKept(kept)]
}

/** The learner's own files beside the solution's stay. */
async function putSolution(root: string, step: string): Promise<void> {
  const program: Folder = await readFolder(solution(root, step))
  // The debrief is no lesson.
  program.delete('README.md')
  await writeFolder(join(root, 'steps', step), program)
}

async function isSolved(root: string, step: string): Promise<boolean> {
  const mine = await readTree(join(root, 'steps', step))
  return digest(mine) === digest(await readTree(solution(root, step)))
}

/** The learner may have solved it without this tool: only a run can tell. */
async function passes(root: string, step: string): Promise<boolean> {
  if (await isAsShipped(root, step)) return false
  const { status } = await new Grader(root).grade(step, new AbortController().signal)
  return status === 'done'
}

function solution(root: string, step: string): string {
  return join(root, 'solutions', step)
}

async function note(root: string, what: keyof Help & ('solved' | 'caughtUp'), steps: string[]) {
  await updateState(root, ({ help }) => {
    help[what] = [...new Set([...help[what], ...steps])].sort()
  })
}
