import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { run } from './run.ts'

/**
 * The files of the repository, each text of a name once: most files of a step stand in all later
 * ones as they are, in `steps/` and in `solutions/`.
 */
export async function distinctFiles(root: string): Promise<string[]> {
  const { output } = await run('git', ['ls-files', '-co', '--exclude-standard'], root)
  const first = new Map<string, string>()
  for (const file of output.trim().split('\n')) {
    // Removed, and not committed yet.
    const bytes = await readFile(join(root, file)).catch(() => null)
    if (bytes === null) continue
    const id = createHash('sha256')
      .update(`${basename(file)}\n`)
      .update(bytes)
      .digest('hex')
    if (!first.has(id)) first.set(id, file)
  }
  return [...first.values()]
}
