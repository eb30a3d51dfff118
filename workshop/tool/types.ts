import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { OWN_GROUP, killGroup } from '../grade/group.ts'
import { visible } from '../grade/visible.ts'
import { toolFolder } from './state.ts'
import { writeWhole } from './whole.ts'

const COMPILER = 'node_modules/typescript/bin/tsc'
const ERROR = /^(.+)\((\d+),\d+\): error TS\d+: (.*)$/m

/** The compiler's first error in a step's files, null if there is none or it was stopped. */
export async function firstTypeError(
  root: string,
  step: string,
  signal: AbortSignal
): Promise<string | null> {
  const project = await writeProject(root, step).catch(() => null)
  // Where nothing can be written, there is no advice.
  if (!project || signal.aborted) return null

  const child = spawn(process.execPath, [COMPILER, '--pretty', 'false', '-p', project], {
    cwd: root,
    // The compiler is a child of this child: they are stopped together.
    ...OWN_GROUP,
    stdio: ['ignore', 'pipe', 'ignore']
  })
  const stop = () => killGroup(child.pid)
  signal.addEventListener('abort', stop, { once: true })
  process.once('exit', stop)
  try {
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
    const [, file, row, message] = ERROR.exec(output) ?? []
    return signal.aborted || !file ? null : visible(`${file}:${row} ${message}`)
  } catch {
    // Without a compiler there is no advice.
    return null
  } finally {
    signal.removeEventListener('abort', stop)
    process.off('exit', stop)
  }
}

/** A project of one step. Two tools may be at work: each of them finds the file whole. */
async function writeProject(root: string, step: string): Promise<string> {
  const project = join(toolFolder(root), `tsconfig.${step.slice(0, 2)}.json`)
  const text = JSON.stringify({
    extends: '../tsconfig.json',
    include: [`../steps/${step}`, '../types']
  })
  if ((await readFile(project, 'utf8').catch(() => '')) === text) return project
  await mkdir(toolFolder(root), { recursive: true })
  await writeWhole(project, text)
  return project
}
