import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { PICTURES } from '../../workshop/picture/file.ts'
import { writeTrace } from '../../workshop/picture/trace.ts'
import type { Event } from '../../workshop/picture/trace.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The step whose tests this process runs; null by hand. */
export function stepName(): string | null {
  const [name = null] = process.argv.flatMap(
    (word) => /(\d\d-[a-z0-9-]+)\.test\.ts$/.exec(word)?.[1] ?? []
  )
  return name
}

/** Writes a trace, and returns the lines of a failure that name it; none where nothing can be written. */
export function writePicture(events: Event[]): string[] {
  const path = `${PICTURES}/${stepName() ?? 'order'}.jsonl`
  try {
    mkdirSync(join(root, PICTURES), { recursive: true })
    writeFileSync(join(root, path), writeTrace(events))
    return [`picture: ${path}`, `See it with: npm run look -- ${path}`]
  } catch {
    return []
  }
}
