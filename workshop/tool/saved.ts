import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { readTree, replaceTree, writeTree } from './files.ts'
import { toolFolder } from './state.ts'

/** A copy of steps as they were before a command overwrote them. */
interface Saved {
  verb: string
  date: string
  steps: string[]
  undone: boolean
}

/** Copies the steps' files to a folder of their own; resolves to its path below the root. */
export async function save(root: string, verb: string, steps: string[]): Promise<string> {
  const number = (await listSaved(root)).length + 1
  const name = `${String(number).padStart(3, '0')}-${verb}-${steps[0]?.slice(0, 2)}`
  const folder = join(savedFolder(root), name)
  await mkdir(folder, { recursive: true })
  for (const step of steps) {
    await writeTree(join(folder, step), await readTree(join(root, 'steps', step)))
  }
  const date = new Date().toISOString()
  await writeNote(folder, { verb, date, steps, undone: verb === UNDO })
  return `.workshop/saved/${name}`
}

/** Puts back what the last command that was not yet undone had overwritten; null if there is none. */
export async function undoLast(root: string): Promise<{ note: Saved; kept: string } | null> {
  for (const name of (await listSaved(root)).toReversed()) {
    const folder = join(savedFolder(root), name)
    const note = JSON.parse(await readFile(noteFile(folder), 'utf8')) as Saved
    if (note.undone) continue
    const kept = await save(root, UNDO, note.steps)
    for (const step of note.steps) {
      await replaceTree(join(root, 'steps', step), await readTree(join(folder, step)))
    }
    await writeNote(folder, { ...note, undone: true })
    return { note, kept }
  }
  return null
}

const UNDO = 'undo'

async function listSaved(root: string): Promise<string[]> {
  const names = await readdir(savedFolder(root)).catch(() => [])
  return names.filter((name) => /^\d{3,}-/.test(name)).sort()
}

function savedFolder(root: string): string {
  return join(toolFolder(root), 'saved')
}

function noteFile(folder: string): string {
  return join(folder, 'saved.json')
}

async function writeNote(folder: string, note: Saved): Promise<void> {
  await writeFile(noteFile(folder), `${JSON.stringify(note, null, 2)}\n`)
}
