import { mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { reasonOf } from '../grade/reason.ts'
import { readFolder, replaceFolder, writeFolder } from './folder.ts'
import { makeFolder } from './make-folder.ts'
import { toolFolder } from './state.ts'
import { texts } from './texts.ts'
import { writeWhole } from './whole.ts'

/** A copy of steps as they were before a command overwrote them. */
interface Saved {
  verb: string
  date: string
  steps: string[]
  undone: boolean
}

const UNDO = 'undo'
const NAME = /^(\d{3,})-/

/** Copies the steps to a folder of their own; resolves to its path below the root. */
export async function save(root: string, verb: string, steps: string[]): Promise<string> {
  for (const step of steps) await mustBeFolder(root, step)
  // Under another name until it is whole: this process may be killed.
  let draft: string | null = null
  try {
    await makeFolder(toolFolder(root))
    await makeFolder(savedFolder(root))
    draft = await mkdtemp(join(savedFolder(root), '.draft-'))
    for (const step of steps) {
      await writeFolder(join(draft, step), await readFolder(join(root, 'steps', step)))
    }
    const date = new Date().toISOString()
    await writeNote(draft, { verb, date, steps, undone: verb === UNDO })
    return `.workshop/saved/${await place(root, draft, `${verb}-${steps[0]?.slice(0, 2)}`)}`
  } catch (error) {
    if (draft) await rm(draft, { recursive: true, force: true }).catch(() => {})
    throw new Error(texts.notSaved(reasonOf(error)))
  }
}

/** Puts back what the last command that was not yet undone had overwritten; null if there is none. */
export async function undoLast(root: string): Promise<{ note: Saved; kept: string } | null> {
  for (const name of (await listSaved(root)).toReversed()) {
    const folder = join(savedFolder(root), name)
    const note = await readNote(folder)
    if (!note || note.undone) continue
    const kept = await save(root, UNDO, note.steps)
    for (const step of note.steps) {
      await replaceFolder(join(root, 'steps', step), await readFolder(join(folder, step)))
    }
    await writeNote(folder, { ...note, undone: true })
    return { note, kept }
  }
  return null
}

async function mustBeFolder(root: string, step: string): Promise<void> {
  const found = await stat(join(root, 'steps', step)).catch(() => null)
  if (found && !found.isDirectory()) throw new Error(texts.notFolder(step))
}

/** Gives a copy the next number; another tool may take that one first. */
async function place(root: string, draft: string, what: string): Promise<string> {
  for (;;) {
    const number = numberOf((await listSaved(root)).at(-1) ?? '') + 1
    const name = `${String(number).padStart(3, '0')}-${what}`
    try {
      await rename(draft, join(savedFolder(root), name))
      return name
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && TAKEN.has(String(error.code))
      if (!taken) throw error
    }
  }
}

const TAKEN = new Set(['EEXIST', 'ENOTEMPTY'])

async function listSaved(root: string): Promise<string[]> {
  const names = await readdir(savedFolder(root)).catch(() => [])
  const saved = names.filter((name) => NAME.test(name))
  return saved.sort((a, b) => numberOf(a) - numberOf(b) || a.localeCompare(b))
}

function numberOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? 0)
}

function savedFolder(root: string): string {
  return join(toolFolder(root), 'saved')
}

function noteFile(folder: string): string {
  return join(folder, 'saved.json')
}

/** Null for a copy that says nothing of itself: someone made it by hand. */
async function readNote(folder: string): Promise<Saved | null> {
  try {
    return JSON.parse(await readFile(noteFile(folder), 'utf8')) as Saved
  } catch {
    return null
  }
}

async function writeNote(folder: string, note: Saved): Promise<void> {
  await writeWhole(noteFile(folder), `${JSON.stringify(note, null, 2)}\n`)
}
