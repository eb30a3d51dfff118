import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Edit } from './wrong.ts'

/** Makes a mistake in a step's folder. */
export async function applyEdits(folder: string, edits: Edit[]): Promise<void> {
  for (const [path, text] of await edited(folder, edits)) await writeFile(path, text)
}

/** Why a mistake can't be made from what is in the folder now; null if it can. */
export async function misfit(folder: string, edits: Edit[]): Promise<string | null> {
  return edited(folder, edits).then(
    () => null,
    (error: Error) => error.message
  )
}

/** The files that are changed, as they are then; nothing is written. */
async function edited(folder: string, edits: Edit[]): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const path = join(folder, file)
    const [first, second, ...more] = (files.get(path) ?? (await readFile(path, 'utf8'))).split(find)
    if (second === undefined || more.length > 0) {
      const times = second === undefined ? 'never' : 'more'
      throw new Error(`the edit must match once in ${file}, and matches ${times}`)
    }
    files.set(path, first + replace + second)
  }
  return files
}
