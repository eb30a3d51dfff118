import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { listFiles } from '../grade/layout.ts'

/** Texts of files by their path, with forward slashes: for comparing, not for copying. */
export type Tree = Map<string, string>

/** The texts of a folder's program, without its lesson. One that can't be read has none. */
export async function readTree(folder: string): Promise<Tree> {
  const files = (await listFiles(folder, { links: true })).filter(isProgram)
  const texts = files.map(async (file): Promise<[string, string]> => {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '')
    return [file, unixLines(text)]
  })
  return new Map(await Promise.all(texts))
}

/** One word for all texts of a tree: another word if any of them changes. */
export function digest(tree: Tree): string {
  const hash = createHash('sha256')
  for (const [file, text] of tree) hash.update(`${file}\0${text}\0`)
  return hash.digest('hex').slice(0, 16)
}

/** Changes with every save below the folder, even of an equal text. */
export async function signature(folder: string): Promise<string> {
  const files = (await listFiles(folder, { links: true })).filter(isProgram)
  const marks = files.map(async (file) => {
    const { mtimeMs, size } = await stat(join(folder, file)).catch(() => GONE)
    return `${file} ${mtimeMs} ${size}`
  })
  return (await Promise.all(marks)).join('\n')
}

const GONE = { mtimeMs: 0, size: 0 }
const LEFTOVER = /(^|\/)(\.|#)|[~]$|\.(swp|tmp|log)$/

/** What an editor leaves beside a file. */
export function isLeftover(file: string): boolean {
  return LEFTOVER.test(file)
}

function isProgram(file: string): boolean {
  return file !== 'README.md' && !isLeftover(file)
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}
