import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { listFiles } from '../grade/layout.ts'

/** Texts of files by their path, with forward slashes. */
export type Tree = Map<string, string>

/** The texts of a folder's program, without its lesson. */
export async function readTree(folder: string): Promise<Tree> {
  const files = (await listFiles(folder)).filter(isProgram)
  const texts = files.map(async (file): Promise<[string, string]> => {
    return [file, unixLines(await readFile(join(folder, file), 'utf8'))]
  })
  return new Map(await Promise.all(texts))
}

/** Writes the texts that differ from what is there. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  const there = await readTree(folder)
  for (const [file, text] of tree) {
    if (there.get(file) === text) continue
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
}

/** Makes the folder's program the same as the tree, and removes what is not in it. */
export async function replaceTree(folder: string, tree: Tree): Promise<void> {
  const files = (await listFiles(folder)).filter(isProgram)
  for (const file of files.filter((name) => !tree.has(name))) await rm(join(folder, file))
  await writeTree(folder, tree)
}

/** One word for all texts of a tree: another word if any of them changes. */
export function digest(tree: Tree): string {
  const hash = createHash('sha256')
  for (const [file, text] of tree) hash.update(`${file}\0${text}\0`)
  return hash.digest('hex').slice(0, 16)
}

/** Changes with every save below the folder, even of an equal text. */
export async function signature(folder: string): Promise<string> {
  const files = (await listFiles(folder)).filter(isProgram)
  const marks = files.map(async (file) => {
    const { mtimeMs, size } = await stat(join(folder, file)).catch(() => GONE)
    return `${file} ${mtimeMs} ${size}`
  })
  return (await Promise.all(marks)).join('\n')
}

const GONE = { mtimeMs: 0, size: 0 }
const LEFTOVER = /(^|\/)(\.|#)|[~]$|\.(swp|tmp|log)$/

/** No lesson, and nothing that an editor leaves beside a file. */
function isProgram(file: string): boolean {
  return file !== 'README.md' && !LEFTOVER.test(file)
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}
