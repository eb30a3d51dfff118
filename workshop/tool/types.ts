import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { toolFolder } from './state.ts'

const COMPILER = 'node_modules/typescript/bin/tsc'
const ERROR = /^(.+)\((\d+),\d+\): error TS\d+: (.*)$/m

/** The compiler's first error in a step's files, null if there is none or it was stopped. */
export async function firstTypeError(
  root: string,
  step: string,
  signal: AbortSignal
): Promise<string | null> {
  const project = join(toolFolder(root), 'tsconfig.json')
  const include = [`../steps/${step}`, '../types']
  await mkdir(toolFolder(root), { recursive: true })
  await writeFile(project, JSON.stringify({ extends: '../tsconfig.json', include }))
  if (signal.aborted) return null

  const child = spawn(process.execPath, [COMPILER, '--pretty', 'false', '-p', project], {
    cwd: root,
    // The compiler is a child of this child: they are stopped together.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'ignore']
  })
  const stop = () => stopGroup(child.pid)
  signal.addEventListener('abort', stop, { once: true })
  process.once('exit', stop)
  try {
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
    const [, file, row, message] = ERROR.exec(output) ?? []
    return signal.aborted || !file ? null : `${file}:${row} ${message}`
  } catch {
    // Without a compiler there is no advice.
    return null
  } finally {
    signal.removeEventListener('abort', stop)
    process.off('exit', stop)
  }
}

function stopGroup(pid: number | undefined): void {
  if (!pid) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
