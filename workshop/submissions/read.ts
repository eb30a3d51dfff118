import { readFile, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'

/** Of all that a submission may bring. */
const MAX_BYTES = 16 * 1024 * 1024
const MAX_FILES = 2000
const STEP = /^\d\d-[a-z0-9-]+$/
/** Nobody's own work. */
const SKIPPED = new Set(['node_modules', '.git', '.workshop'])

/** Files by their path below a root, with forward slashes. */
export type Files = Map<string, Buffer>

/** What someone handed in, as it was when grading began. */
export interface Submission {
  name: string
  folder: string
  /** Below `steps/`; only plain files. */
  steps: Files
  /** What else it has of ours, to be compared and never to be used. */
  rest: Files
  /** What was left out, and why. */
  omitted: string[]
}

/** Reads submissions; a folder that has none of its own but folders with `steps` is a class. */
export async function readSubmissions(folders: string[]): Promise<Submission[]> {
  const all = (await Promise.all(folders.map(expand))).flat()
  const names = new Set<string>()
  const submissions: Submission[] = []
  for (const folder of all) {
    const plain = basename(await realpath(folder)).replace(/[^\w.@+-]/g, '_')
    let name = plain
    for (let n = 2; names.has(name); n++) name = `${plain}-${n}`
    names.add(name)
    submissions.push(await readSubmission(folder, name))
  }
  return submissions
}

/** Reads the files below some parts of a folder into memory, where nobody else can change them. */
export async function readParts(folder: string, parts: string[], omitted: string[] = []) {
  const files: Files = new Map()
  let bytes = 0
  const visit = async (path: string): Promise<void> => {
    for (const entry of await entriesOf(path)) {
      const inside = join(path, entry.name)
      const name = relative(folder, inside).replaceAll(sep, '/')
      if (SKIPPED.has(entry.name)) continue
      if (entry.isDirectory()) {
        await visit(inside)
      } else if (!entry.isFile()) {
        omitted.push(`${name} is no plain file`)
      } else {
        const { size } = await stat(inside)
        if (files.size < MAX_FILES && bytes + size <= MAX_BYTES) {
          bytes += size
          files.set(name, await readFile(inside))
        } else if (files.size < MAX_FILES) {
          omitted.push(`${name} makes more than ${MAX_BYTES / 2 ** 20} MB`)
        }
      }
    }
  }
  for (const part of parts) {
    const found = (await entriesOf(folder)).find(({ name }) => name === part)
    if (found?.isFile()) files.set(part, await readFile(join(folder, part)))
    else if (found?.isDirectory()) await visit(join(folder, part))
    else if (found) omitted.push(`${part} is no plain file or folder`)
  }
  return files
}

async function readSubmission(folder: string, name: string): Promise<Submission> {
  const omitted: string[] = []
  const steps = await readParts(folder, ['steps'], omitted)
  const rest = await readParts(folder, ['test', 'solutions', 'package.json'])
  return { name, folder, steps, rest, omitted }
}

async function expand(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Error(`There is no folder ${folder}`)
  })
  const folders = entries.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name))
  if (folders.some(({ name }) => name === 'steps')) return [folder]
  const inside = await Promise.all(folders.map(({ name }) => entriesOf(join(folder, name))))
  const isClass = inside.some((list) => list.some(({ name }) => name === 'steps'))
  return isClass ? folders.map(({ name }) => join(folder, name)).sort() : [folder]
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.sort((a, b) => a.name.localeCompare(b.name))
}

/** The files of one step, by their path in its folder. */
export function stepFiles({ steps }: Submission, step: string): Map<string, Buffer> {
  if (!STEP.test(step)) throw new Error(`${step} is no step`)
  const prefix = `steps/${step}/`
  const own = [...steps].filter(([path]) => path.startsWith(prefix))
  return new Map(own.map(([path, bytes]) => [path.slice(prefix.length), bytes]))
}
