import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Duplex } from 'node:stream'

import { type GradeEvent, readEvent } from './events.ts'
import { OWN_GROUP, collect, killGroup } from './group.ts'
import { type Launch, launchDirectly } from './launch.ts'
import { eachLine } from './lines.ts'
import { newScratch } from './scratch.ts'
import { Watchdog } from './watchdog.ts'

/** Of an event: more than all that a test may say. */
const MAX_LINE = 4 * 1024 * 1024
/** For what it told before it ended, should a stranger hold the pipe. */
const PIPE_DEADLINE = 1000

export interface GraderOptions {
  root: string
  /** The test file. */
  file: string
  target: 'steps' | 'solutions'
  /** How to start the process, if not directly. */
  launch?: Launch | undefined
  /** True for one that is to be ready before it is wanted. */
  warm?: boolean
}

export interface Ending {
  code: number | null
  /** Why the runner stopped it, null if it ended by itself. */
  stopped: string | null
  /** The end of what it printed, as text. */
  output: string
}

/** A process for one run of a test file, in a process group of its own. */
export class GraderProcess {
  readonly #child: ChildProcess
  readonly #scratch: string
  readonly #secret = randomBytes(16).toString('hex')
  readonly #output: () => string
  readonly #pipe: Duplex
  readonly #exited: Promise<number | null>
  readonly #told: Promise<unknown>
  readonly #stop = () => killGroup(this.#child.pid)

  private constructor(child: ChildProcess, scratch: string) {
    this.#child = child
    this.#scratch = scratch
    this.#output = collect([child.stdout, child.stderr])
    this.#pipe = child.stdio[3] as Duplex
    this.#pipe.on('error', () => {})
    this.#told = new Promise((resolve) => this.#pipe.once('close', resolve))
    this.#pipe.write(`${this.#secret}\n`)
    this.#exited = new Promise((resolve) => {
      child.once('exit', resolve)
      child.once('error', () => resolve(null))
    })
    process.once('exit', this.#stop)
  }

  static async start(options: GraderOptions): Promise<GraderProcess> {
    const { root, file, target, launch = launchDirectly, warm = false } = options
    const scratch = await newScratch('workshop-')
    const conditions = target === 'solutions' ? ['--conditions=solution'] : []
    const { command, args, env } = launch({ root, file, scratch, conditions, warm })
    const child = spawn(command, args, {
      cwd: root,
      env,
      ...OWN_GROUP,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe']
    })
    return new GraderProcess(child, scratch)
  }

  /** False once it has ended. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Runs the tests in these places, or all, and passes on what is reported; to be called once. */
  async run(
    only: number[] | undefined,
    onEvent: (event: GradeEvent) => void,
    signal?: AbortSignal
  ): Promise<Ending> {
    const watchdog = new Watchdog(this.#stop)
    const onAbort = () => watchdog.stop('stopped')
    signal?.addEventListener('abort', onAbort, { once: true })
    eachLine(this.#pipe, MAX_LINE, (line) => {
      const event = readEvent(line, this.#secret)
      if (!event) return
      watchdog.saw(event)
      onEvent(event)
    })
    this.#pipe.write(`${only ? only.join(',') : 'all'}\n`)
    if (signal?.aborted) onAbort()

    const code = await this.#exited
    watchdog.close()
    // Its children, if it left any: they may hold the pipe open.
    this.#stop()
    const patience = setTimeout(() => this.#pipe.destroy(), PIPE_DEADLINE)
    await this.#told
    clearTimeout(patience)
    signal?.removeEventListener('abort', onAbort)
    await this.#clear()
    return { code, stopped: watchdog.reason, output: this.#output() }
  }

  /** Ends one that was not wanted. */
  async discard(): Promise<void> {
    this.#stop()
    this.#pipe.destroy()
    await this.#exited
    await this.#clear()
  }

  async #clear(): Promise<void> {
    process.off('exit', this.#stop)
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }
}
