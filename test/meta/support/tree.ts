import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { listFiles } from '../../../workshop/grade/layout.ts'

const PARTS = ['package.json', 'tsconfig.json', 'workshop', 'test', 'steps', 'solutions']

/** A copy of the repository in a temporary folder, which shares only node_modules. */
export async function copyRepo(root: string, parts = PARTS): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'workshop-copy-'))
  await copyParts(root, parts, copy)
  await rm(join(copy, 'test/meta'), { recursive: true, force: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  return copy
}

/** Of three thousand files. The system's own program takes a sixth of the processor time of Node. */
async function copyParts(root: string, parts: string[], copy: string): Promise<void> {
  const pairs = parts.map((part) => [join(root, part), join(copy, part)] as const)
  for (const [, to] of pairs) await mkdir(dirname(to), { recursive: true })
  if (process.platform === 'win32') {
    for (const [from, to] of pairs) await cp(from, to, { recursive: true, force: true })
  } else {
    await Promise.all(pairs.map((pair) => promisify(execFile)('cp', ['-RP', ...pair])))
  }
}

/** The workshop's tool with other steps: the files are given by their path in the repository. */
export async function fakeRepo(root: string, files: Record<string, string>): Promise<string> {
  const fake = await copyRepo(root, ['package.json', 'workshop', 'test/support'])
  for (const [path, text] of Object.entries(files)) await put(join(fake, path), text)
  return fake
}

/** Writes a file and the folders above it. */
export async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** The text of each file of a step's folder but its README, by path. */
export async function readTree(folder: string): Promise<Map<string, string>> {
  const files = (await listFiles(folder)).filter((file) => file !== 'README.md')
  const texts = files.map(async (file): Promise<[string, string]> => {
    return [file, await readFile(join(folder, file), 'utf8')]
  })
  return new Map(await Promise.all(texts))
}
