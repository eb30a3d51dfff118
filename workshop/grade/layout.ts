import { readFile, readdir } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'

import { readPoints } from './points.ts'

const TEST = /^(\d\d-[a-z0-9-]+)\.test\.ts$/
const HOLE = /\btodo\(\s*['"`](\d\d\.\d+)['"`]/g
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
/** Nobody's own work: not read for holes, nor compared. */
const SKIPPED = new Set(['node_modules', '.git'])

/** Names of the steps that have a grader, or should have one, in order. */
export async function listSteps(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'test'))
  const found = names.flatMap((name) => TEST.exec(name)?.[1] ?? [])
  return [...new Set([...found, ...Object.keys(await readPoints(root))])].sort()
}

/** Where a step's tests are. */
export function graderFile(root: string, step: string): string {
  return join(root, 'test', `${step}.test.ts`)
}

/** The steps that a word like `3`, `03` or `03-dispatch` means; all without one. */
export function pickSteps(steps: string[], words: string[]): string[] {
  if (words.length === 0) return steps
  return words.flatMap((word) => {
    const number = /^\d+$/.test(word) ? word.padStart(2, '0') : null
    const found = steps.filter((step) => step === word || step.slice(0, 2) === number)
    if (found.length === 0) throw new Error(`There is no step ${word}: ${steps.join(', ')}`)
    return found
  })
}

/**
 * Paths of all files below a folder, relative to it, with forward slashes; empty without it. Links
 * are left out, unless they are asked for.
 */
export async function listFiles(folder: string, { links = false } = {}): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() || (links && entry.isSymbolicLink()))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => !path.split('/').some((part) => SKIPPED.has(part)))
    .sort()
}

/** A package.json in a step, where no import of the workshop's own names is found any more. */
export function isManifest(path: string): boolean {
  return basename(path) === 'package.json'
}

/** Tasks of the holes in a step's folder; one that is commented out isn't a hole. */
export async function findHoles(folder: string): Promise<string[]> {
  const files = (await listFiles(folder)).filter((file) => /^(?!spec\/).*\.ts$/.test(file))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const tasks = texts.flatMap((text) => {
    return [...text.replace(COMMENT, '').matchAll(HOLE)].map(([, task = '']) => task)
  })
  return [...new Set(tasks)].sort()
}
