import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { newScratch } from '../grade/scratch.ts'
import { type Files, readParts } from './files.ts'

const PARTS = ['package.json', 'tsconfig.json', 'workshop', 'test', 'solutions']
/** Of ours, but no grader needs it. */
const AUTHORS = 'test/meta/'

/** Everything that grades, in memory: what a submission does to the disk doesn't reach it. */
export async function readOurs(root: string): Promise<Files> {
  const files = await readParts(root, PARTS)
  return new Map([...files].filter(([path]) => !path.startsWith(AUTHORS)))
}

/** A new folder that holds our graders and someone's steps, for one run. */
export async function layBench(ours: Files, steps: Files, modules: string): Promise<string> {
  const bench = await newScratch('workshop-bench-')
  const files = [...ours, ...steps]
  const folders = new Set(files.map(([path]) => dirname(join(bench, path))))
  for (const folder of [...folders, join(bench, 'steps')]) await mkdir(folder, { recursive: true })
  await Promise.all(files.map(([path, bytes]) => writeFile(join(bench, path), bytes)))
  await symlink(modules, join(bench, 'node_modules'), 'junction')
  return bench
}

/** Paths of our files on a bench that are no longer what was laid there. */
export async function changesOnBench(bench: string, ours: Files): Promise<string[]> {
  const now = await readParts(bench, PARTS)
  const changed = [...ours].filter(([path, bytes]) => !now.get(path)?.equals(bytes))
  const added = [...now.keys()].filter((path) => !ours.has(path))
  return [...changed.map(([path]) => path), ...added]
}

/** Removes a bench, whatever was made of it. */
export async function clearBench(bench: string): Promise<void> {
  await rm(bench, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
}
