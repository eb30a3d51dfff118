import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { type Launch, type Plan, nodeArgs } from '../grade/launch.ts'

const SANDBOX = fileURLToPath(new URL('sandbox.sh', import.meta.url))
const NAMESPACES = ['--user', '--map-root-user', '--mount', '--pid', '--net', '--ipc']
/** Of what a run may write, in memory. */
const MEGABYTES = 512
/** Of memory that a process may ask for, in KiB. */
const MAX_DATA = 4 * 1024 * 1024
// The shell in between is the parent that a submission can kill.
const GUARD = `ulimit -d ${MAX_DATA} 2> /dev/null; "$@"; exit $?`
const PROBE_DEADLINE = 10_000
const FINE = 42
/** What node needs of Windows. */
const KEPT = ['SystemRoot', 'SYSTEMROOT', 'windir', 'ComSpec', 'PATHEXT']

const run = promisify(execFile)

/**
 * Starts graders in Linux namespaces of their own: no other process, no network, no file but those
 * that a grader needs, and of these nothing can be written.
 */
export function sandboxed(modules: string): Launch {
  return (plan) => {
    const { root, scratch } = plan
    const sandbox = ['/bin/sh', SANDBOX, root, scratch, modules, process.execPath, `${MEGABYTES}`]
    const inner = ['/bin/sh', '-c', GUARD, 'sh', process.execPath, ...nodeArgs(plan, tsx(modules))]
    return {
      command: 'unshare',
      args: [...NAMESPACES, '--fork', '--kill-child', ...sandbox, ...inner],
      env: cleanEnv(scratch)
    }
  }
}

/** Starts graders in a process group of their own and no more: what can be done on any system. */
export function guarded(modules: string): Launch {
  return (plan) => {
    const node = [process.execPath, ...nodeArgs(plan, tsx(modules))]
    const shell = process.platform === 'win32' ? [] : ['/bin/sh', '-c', GUARD, 'sh']
    const [command = '', ...args] = [...shell, ...node]
    return { command, args, env: cleanEnv(plan.scratch) }
  }
}

/** True if this machine can start processes in namespaces of their own, found by doing it. */
export async function canSandbox(bench: string, scratch: string, modules: string) {
  if (process.platform !== 'linux') return false
  const plan: Plan = { root: bench, file: '', scratch, conditions: [], warm: false }
  const { command, args, env } = sandboxed(modules)(plan)
  const own = args.slice(0, args.indexOf(process.execPath, args.indexOf(GUARD)))
  const proof = [process.execPath, '-e', `process.exit(${FINE})`]
  try {
    await run(command, [...own, ...proof], { env, timeout: PROBE_DEADLINE })
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === FINE
  }
}

function cleanEnv(scratch: string): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  const PATH = process.platform === 'win32' ? process.env.PATH : `${nodeFolder()}:/usr/bin:/bin`
  const places = {
    HOME: scratch,
    USERPROFILE: scratch,
    TMPDIR: scratch,
    TEMP: scratch,
    TMP: scratch
  }
  return { ...Object.fromEntries(kept), ...places, PATH, LANG: 'C.UTF-8', NO_COLOR: '1' }
}

function nodeFolder(): string {
  return dirname(process.execPath)
}

function tsx(modules: string): string {
  return pathToFileURL(join(modules, 'tsx/dist/loader.mjs')).href
}
