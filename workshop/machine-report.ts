import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { availableParallelism, freemem, homedir, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import type { Finding } from './machine.ts'

const GB = 1e9

interface Manifest {
  version: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** What a report of a fault should say about a machine: nothing of whose it is or where things are. */
export async function describeMachine(root: string, findings: Finding[]): Promise<string[]> {
  const manifest = await readManifest(root)
  const { columns, rows, isTTY } = process.stdout
  const problems = findings.map(({ problem }) => {
    return problem.replaceAll(root, './').replaceAll(homedir(), '~')
  })
  return [
    ['workshop', `${manifest.version}, ${await commitOf(root)}`],
    ['node', `${process.versions.node}, by ${packageManager()}`],
    ['system', `${process.platform} ${process.arch} ${release()}${surroundings()}`],
    [
      'size',
      `${availableParallelism()} cores, ${gigabytes(totalmem())}, ${gigabytes(freemem())} free`
    ],
    ['terminal', isTTY ? `${columns} × ${rows}, TERM=${process.env['TERM'] ?? ''}` : 'none'],
    ['packages', await packagesOf(root, manifest)],
    ['machine', problems.length > 0 ? problems.join('; ') : 'fine']
  ].map(([name = '', text]) => `${name.padEnd(10)}${text}`)
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
}

async function commitOf(root: string): Promise<string> {
  try {
    const git = promisify(execFile)
    // Only of a repository of its own: a copy may be inside of another one.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(root) }
    const { stdout } = await git('git', ['describe', '--always', '--tags', '--dirty'], {
      cwd: root,
      env
    })
    return stdout.trim()
  } catch {
    return 'not a clone'
  }
}

/** Its name and version, as it tells the scripts that it runs. */
function packageManager(): string {
  return process.env['npm_config_user_agent']?.split(' ')[0] ?? 'hand'
}

function surroundings(): string {
  const { WSL_DISTRO_NAME, CODESPACES, CI, TERM_PROGRAM } = process.env
  const found = [
    WSL_DISTRO_NAME !== undefined && 'WSL',
    existsSync('/.dockerenv') && 'container',
    CODESPACES !== undefined && 'Codespaces',
    CI !== undefined && 'CI',
    TERM_PROGRAM === 'vscode' && 'VS Code'
  ]
  return found
    .filter(Boolean)
    .map((word) => `, ${word}`)
    .join('')
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`
}

/** Those that are installed in another version than the one that we tried. */
async function packagesOf(root: string, manifest: Manifest): Promise<string> {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  const others = wanted.map(async ([name, version]) => {
    const found = await readManifest(join(root, 'node_modules', name)).catch(() => null)
    return found?.version === version ? [] : [`${name} ${found?.version ?? 'missing'}`]
  })
  const off = (await Promise.all(others)).flat()
  return off.length > 0 ? `not as locked: ${off.join(', ')}` : `${wanted.length}, as locked`
}
