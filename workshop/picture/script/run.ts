import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { PICTURES } from '../file.ts'

/** Environment variables by which the recorder in a script learns where to write, and what it is. */
export const TRACE = 'PICTURE_TRACE'
export const TITLE = 'PICTURE_TITLE'
const SCRIPT = /\.[cm]?[jt]s$/

export function isScript(path: string): boolean {
  return SCRIPT.test(path)
}

/** Runs a script to its end, in this terminal, and records its bases; returns the trace's path from the root. */
export async function runScript(root: string, file: string, args: string[]): Promise<string> {
  const name = `${basename(dirname(file))}-${basename(file)}`
  const path = `${PICTURES}/${name.replace(/[^\w-]+/g, '-')}.jsonl`
  await mkdir(join(root, PICTURES), { recursive: true })
  await rm(join(root, path), { force: true })
  const recorder = new URL('record.ts', import.meta.url).href
  const imports = [import.meta.resolve('tsx'), recorder].flatMap((url) => ['--import', url])
  const env = {
    ...process.env,
    [TRACE]: join(root, path),
    [TITLE]: `${basename(dirname(file))}/${basename(file)}`
  }
  const child = spawn(process.execPath, [...imports, file, ...args], { stdio: 'inherit', env })
  await once(child, 'close')
  return path
}
