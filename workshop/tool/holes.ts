import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Hole } from '../grade/events.ts'
import { findHoles, listFiles } from '../grade/layout.ts'

const CALL = /\btodo\(\s*['"`](\d\d\.\d+)['"`],\s*(['"`])([^]*?)\2\s*\)/g

/** The hole of the lowest task that a step still has, with its place; null if there is none. */
export async function firstHole(root: string, step: string): Promise<Hole | null> {
  const folder = join(root, 'steps', step)
  const [task] = await findHoles(folder)
  if (!task) return null
  const files = (await listFiles(folder)).filter((file) => file.endsWith('.ts'))
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8')
    for (const match of text.matchAll(CALL)) {
      if (match[1] !== task) continue
      const row = text.slice(0, match.index).split('\n').length
      return { task, what: match[3] ?? '', at: `steps/${step}/${file}:${row}` }
    }
  }
  return { task, what: '' }
}
