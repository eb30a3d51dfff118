import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { type Launch, type Plan, type Start, nodeArgs } from '../grade/launch.ts'

const SANDBOX = fileURLToPath(new URL('sandbox.sh', import.meta.url))
const NAMESPACES = ['--user', '--map-root-user', '--mount', '--pid', '--net', '--ipc']
/** Of what a run may write, in memory. */
const MEGABYTES = 512
/** Of memory that a process may ask for, in KiB. */
const MAX_DATA = 4 * 1024 * 1024
// The shell in between is the parent that a submission can kill.
const GUARD = `ulimit -d ${MAX_DATA} 2> /dev/null; "$@"; exit $?`
/** What node needs of Windows. */
const KEPT = ['SystemRoot', 'SYSTEMROOT', 'windir', 'ComSpec', 'PATHEXT']

/**
 * Starts graders in Linux namespaces of their own: no other process, no network, no file but those
 * that a grader needs, and of these nothing can be written.
 */
export function sandboxed(modules: string): Launch {
  return (plan) => inSandbox(plan, modules, nodeArgs(plan, tsx(modules)))
}

/** Starts another program of a bench in the same namespaces: node with these arguments. */
export function inSandbox(
  { root, scratch }: Pick<Plan, 'root' | 'scratch'>,
  modules: string,
  args: string[]
): Start {
  const sandbox = ['/bin/sh', SANDBOX, root, scratch, modules, process.execPath, `${MEGABYTES}`]
  const inner = ['/bin/sh', '-c', GUARD, 'sh', process.execPath, ...args]
  return {
    command: 'unshare',
    args: [...NAMESPACES, '--fork', '--kill-child', ...sandbox, ...inner],
    env: cleanEnv(scratch)
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

/** What node loads first, so that it runs TypeScript. */
export function tsx(modules: string): string {
  return pathToFileURL(join(modules, 'tsx/dist/loader.mjs')).href
}
