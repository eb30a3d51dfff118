import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { listFiles } from './grade/layout.ts'

const exec = promisify(execFile)
const STEP = /^\d\d-/
/** The chain of snapshots begins here; what is before it stands alone. */
const FIRST = '01'
const MAX_BYTES = 10_000_000
/** One character per byte: what isn't text is carried as it is. */
const BYTES = 'latin1'
/** `git merge-file` exits with the number of conflicts, or with more than that. */
const MOST_CONFLICTS = 127

export interface Carried {
  /** Paths of the files that were changed. */
  changed: string[]
  /** The file with conflict markers at which it stopped. */
  conflict: string | null
}

/** Carries what was edited since HEAD forward through the chain of steps, until a conflict. */
export async function carry(root: string, from?: string): Promise<Carried> {
  const chain = await listChain(root)
  const start = from ? chain.indexOf(from) : 0
  if (start < 0) throw new Error(`${from} is none of ${chain.join(', ')}`)
  const changed: string[] = []
  for (let n = start; n < chain.length - 1; n++) {
    const [source = '', target = ''] = chain.slice(n, n + 2)
    for (const file of await editedFiles(root, source)) {
      const path = `${target}/${file}`
      const outcome = await carryFile(root, `${source}/${file}`, path)
      if (outcome === 'conflict') return { changed, conflict: path }
      if (outcome === 'changed') changed.push(path)
    }
  }
  return { changed, conflict: null }
}

/** The folders of all steps, each starter before its solution. */
export async function listChain(root: string): Promise<string[]> {
  const names = (await readdir(join(root, 'solutions'))).filter((name) => STEP.test(name)).sort()
  const steps = names.filter((name) => name.slice(0, 2) >= FIRST)
  return steps.flatMap((step) => [`steps/${step}`, `solutions/${step}`])
}

/** The lesson is each folder's own, and the spec is built. */
function isCarried(file: string): boolean {
  return file !== 'README.md' && !file.startsWith('spec/')
}

async function editedFiles(root: string, folder: string): Promise<string[]> {
  const { stdout } = await exec('git', ['ls-tree', '-r', '--name-only', 'HEAD', `${folder}/`], {
    cwd: root
  })
  const old = stdout.split('\n').map((path) => path.slice(folder.length + 1))
  const files = [...new Set([...old, ...(await listFiles(join(root, folder)))])].filter(Boolean)
  const edited = await Promise.all(
    files.map(async (file) => {
      const path = `${folder}/${file}`
      return (await atHead(root, path)) !== (await now(root, path))
    })
  )
  return files.filter((file, n) => edited[n] && isCarried(file)).sort()
}

async function carryFile(root: string, source: string, target: string) {
  const [base, edited, current] = await Promise.all([
    atHead(root, source),
    now(root, source),
    now(root, target)
  ])
  if (edited === current) return 'same'
  if (edited === null) {
    if (current !== base) return current === null ? 'same' : 'conflict'
    await rm(join(root, target))
    return 'changed'
  }
  if (current === null && base !== null) return 'conflict'
  // Only what both have changed needs a merge.
  const whole = current === null || current === base ? { text: edited, clean: true } : null
  const merged = whole ?? (await merge(current ?? '', base ?? edited, edited))
  if (!merged) return 'conflict'
  const { text, clean } = merged
  if (text === current) return 'same'
  await mkdir(dirname(join(root, target)), { recursive: true })
  await writeFile(join(root, target), text, BYTES)
  return clean ? 'changed' : 'conflict'
}

/** The text of a merge, with marks where it has conflicts; null for what can't be merged. */
async function merge(current: string, base: string, edited: string) {
  const scratch = await mkdtemp(join(tmpdir(), 'workshop-ripple-'))
  const paths = ['later', 'before', 'edited'].map((name) => join(scratch, name))
  const texts = [current, base, edited]
  try {
    await Promise.all(paths.map((path, n) => writeFile(path, texts[n] ?? '', BYTES)))
    const labels = ['later', 'before', 'edited'].flatMap((label) => ['-L', label])
    const { stdout } = await exec('git', ['merge-file', '-p', ...labels, ...paths], {
      maxBuffer: MAX_BYTES,
      encoding: BYTES
    })
    return { text: stdout, clean: true }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error
    if (typeof error.code !== 'number') throw error
    const isText = error.code <= MOST_CONFLICTS && typeof error.stdout === 'string'
    return isText ? { text: String(error.stdout), clean: false } : null
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function atHead(root: string, path: string): Promise<string | null> {
  const options = { cwd: root, maxBuffer: MAX_BYTES, encoding: BYTES } as const
  return exec('git', ['show', `HEAD:./${path}`], options).then(
    ({ stdout }) => stdout,
    () => null
  )
}

async function now(root: string, path: string): Promise<string | null> {
  return readFile(join(root, path), BYTES).catch(() => null)
}
