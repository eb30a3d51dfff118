import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const IMPORT = /^import (?!type )[^']*'([^']+)'$/gm
const GRADED = '#work/'

/** Loads what a test file imports, but not the code that it grades. */
export async function warmUp(file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  for (const [, name = ''] of text.matchAll(IMPORT)) {
    if (name.startsWith(GRADED)) continue
    await import(name.startsWith('.') ? new URL(name, pathToFileURL(file)).href : name)
  }
}
