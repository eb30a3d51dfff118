import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex, Readable } from 'node:stream'

import { type GradeEvent, readEvent } from './events.ts'
import { Watchdog } from './watchdog.ts'

// A URL: the child's folder may be one in which `tsx` can't be found.
const TSX = import.meta.resolve('tsx')
const WINDOWS = process.platform === 'win32'
const MAX_OUTPUT = 64 * 1024
/** For what it told before it ended, should a stranger hold the pipe. */
const PIPE_DEADLINE = 1000

export interface SpawnOptions {
  root: string
  target: 'steps' | 'solutions'
  signal?: AbortSignal
  only?: number[]
  onEvent: (event: GradeEvent) => void
}

export interface Ending {
  code: number | null
  /** Why the runner stopped it, null if it ended by itself. */
  stopped: string | null
  /** The end of what it printed. */
  output: string
}

/** Runs one test file in a process group of its own, and passes on what it reports. */
export async function spawnGrader(file: string, options: SpawnOptions): Promise<Ending> {
  const { root, target, signal, only, onEvent } = options
  const scratch = await mkdtemp(join(tmpdir(), 'workshop-'))
  const secret = randomBytes(16).toString('hex')
  const { NODE_OPTIONS: _, ...env } = process.env
  const chosen = only ? [only.join(',')] : []
  const condition = target === 'solutions' ? ['--conditions=solution'] : []
  const child = spawn(
    process.execPath,
    [
      ...condition,
      `--import=${TSX}`,
      join(root, 'workshop/grade/child.ts'),
      file,
      scratch,
      ...chosen
    ],
    {
      cwd: root,
      env,
      // A process group of its own; Windows has none, and would open a window.
      detached: !WINDOWS,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe']
    }
  )
  const stop = () => killGroup(child.pid)
  const watchdog = new Watchdog(stop)
  const onAbort = () => watchdog.stop('stopped')
  signal?.addEventListener('abort', onAbort, { once: true })
  process.once('exit', stop)

  const output = collect([child.stdout, child.stderr])
  const pipe = child.stdio[3] as Duplex
  pipe.on('error', () => {})
  pipe.write(secret)
  const lines = createInterface({ input: pipe })
  const told = new Promise((resolve) => lines.once('close', resolve))
  lines.on('error', () => {})
  pipe.once('close', () => lines.close())
  lines.on('line', (line) => {
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

function collect(streams: (Readable | null)[]): () => string {
  let kept = ''
  for (const stream of streams) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-MAX_OUTPUT)
    })
  }
  return () => kept
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
