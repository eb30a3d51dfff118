import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'

import { type GradeEvent, readEvent } from './events.ts'
import { eachLine } from './lines.ts'
import { Watchdog } from './watchdog.ts'

// A URL: the child's folder may be one in which `tsx` can't be found.
const TSX = import.meta.resolve('tsx')
const WINDOWS = process.platform === 'win32'
const MAX_OUTPUT = 64 * 1024
/** Of an event: more than all that a test may say. */
const MAX_LINE = 4 * 1024 * 1024
/** For what it told before it ended, should a stranger hold the pipe. */
const PIPE_DEADLINE = 1000

export interface SpawnOptions {
  root: string
  target: 'steps' | 'solutions'
  signal?: AbortSignal
  only?: number[]
  /** How to start the process, if not directly. */
  launch?: Launch
  onEvent: (event: GradeEvent) => void
}

/** What the process of a test file is made of. */
export interface Plan {
  root: string
  file: string
  /** A folder for what it writes, removed at its end. */
  scratch: string
  /** Arguments for node. */
  conditions: string[]
  /** Arguments for the child. */
  chosen: string[]
}

/** A process to be spawned. */
export interface Start {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

export type Launch = (plan: Plan) => Start

export interface Ending {
  code: number | null
  /** Why the runner stopped it, null if it ended by itself. */
  stopped: string | null
  /** The end of what it printed. */
  output: string
}

/** Runs one test file in a process group of its own, and passes on what it reports. */
export async function spawnGrader(file: string, options: SpawnOptions): Promise<Ending> {
  const { root, target, signal, only, launch = launchDirectly, onEvent } = options
  const scratch = await mkdtemp(join(tmpdir(), 'workshop-'))
  const secret = randomBytes(16).toString('hex')
  const chosen = only ? [only.join(',')] : []
  const conditions = target === 'solutions' ? ['--conditions=solution'] : []
  const { command, args, env } = launch({ root, file, scratch, conditions, chosen })
  const child = spawn(command, args, {
    cwd: root,
    env,
    // A process group of its own; Windows has none, and would open a window.
    detached: !WINDOWS,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe']
  })
  const stop = () => killGroup(child.pid)
  const watchdog = new Watchdog(stop)
  const onAbort = () => watchdog.stop('stopped')
  signal?.addEventListener('abort', onAbort, { once: true })
  process.once('exit', stop)

  const output = collect([child.stdout, child.stderr])
  const pipe = child.stdio[3] as Duplex
  pipe.on('error', () => {})
  pipe.write(secret)
  const told = new Promise((resolve) => pipe.once('close', resolve))
  eachLine(pipe, MAX_LINE, (line) => {
    const event = readEvent(line, secret)
    if (!event) return
    watchdog.saw(event)
    onEvent(event)
  })
  if (signal?.aborted) onAbort()

  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(null))
  })
  watchdog.close()
  // Its children, if it left any: they may hold the pipe open.
  stop()
  const patience = setTimeout(() => pipe.destroy(), PIPE_DEADLINE)
  await told
  clearTimeout(patience)
  process.off('exit', stop)
  signal?.removeEventListener('abort', onAbort)
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  return { code, stopped: watchdog.reason, output: output() }
}

/** Arguments for node: the child's program and what it is told. */
export function nodeArgs(plan: Plan, tsx = TSX): string[] {
  const { root, file, scratch, conditions, chosen } = plan
  const child = join(root, 'workshop/grade/child.ts')
  return [...conditions, `--import=${tsx}`, child, file, scratch, ...chosen]
}

function launchDirectly(plan: Plan): Start {
  const { NODE_OPTIONS: _, ...env } = process.env
  return { command: process.execPath, args: nodeArgs(plan), env }
}

function collect(streams: (Readable | null)[]): () => string {
  let kept = Buffer.alloc(0)
  for (const stream of streams) {
    stream?.on('data', (chunk: Buffer) => {
      kept = Buffer.concat([kept, chunk]).subarray(-MAX_OUTPUT)
    })
  }
  return () => kept.toString('utf8')
}

function killGroup(pid: number | undefined): void {
  if (!pid) return
  if (WINDOWS) {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The whole group has ended.
  }
}
