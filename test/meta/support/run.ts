import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Outcome {
  code: number
  output: string
}

/** Runs a program to its end; its output and errors in one text. */
export async function run(
  program: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env
): Promise<Outcome> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, output: out + err }
}

/** Runs a package's program by node itself: npx costs a second, and shims differ by system. */
export async function runBin(
  root: string,
  name: string,
  bin: string,
  args: string[]
): Promise<Outcome> {
  const folder = join(root, 'node_modules', name)
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin]
  return run(process.execPath, [join(folder, path), ...args], root)
}
