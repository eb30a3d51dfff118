import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { texts } from './texts.ts'

const GITHUB = /^(?:https:\/\/|ssh:\/\/git@|git@)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\s*$/

/** Opens a file in the editor around this terminal, or as the system opens it. */
export async function openFile(root: string, path: string): Promise<string[]> {
  const [program, ...args] = opener()
  if (!program) return [texts.openIt(path)]
  const child = spawn(program, [...args, join(root, path)], { detached: true, stdio: 'ignore' })
  const started = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true))
    child.once('error', () => resolve(false))
  })
  child.unref()
  return [started ? texts.opened(path) : texts.openIt(path)]
}

/** Where the lesson is on the web, if this is a clone from GitHub. */
export async function webAddress(root: string, step: string): Promise<string | null> {
  try {
    // A copy inside another repository has that one's address, and no page there.
    if ((await git(root, 'rev-parse', '--show-prefix')).trim() !== '') return null
    const name = GITHUB.exec(await git(root, 'remote', 'get-url', 'origin'))?.[1]
    return name ? `https://github.com/${name}/tree/HEAD/steps/${step}` : null
  } catch {
    return null
  }
}

async function git(root: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)('git', args, { cwd: root })).stdout
}

function opener(): string[] {
  const { TERM_PROGRAM, DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform === 'win32') return ['explorer.exe']
  if (TERM_PROGRAM === 'vscode') return ['code']
  if (process.platform === 'darwin') return ['open']
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : []
}
