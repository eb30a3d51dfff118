import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { SHORT_LIVED } from '../../../workshop/grade/short-lived.ts'
import type { Order, Told } from './child.ts'

export type Verdict = Extract<Told, { type: 'verdict' }>

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')
/** Nothing was told for so long: an endless loop. */
const SILENCE_MS = 45_000
/** What a mutant leaves open adds up. */
const MAX_ORDERS = 25
/** After these a process may hold what the next mutant would be blamed for. */
const CLEAN = /^(is|not|alike|unlike|ok|absent|pass|fail|exception|throw|execution|empty)\b/

/** A process that has loaded a step's grader, and goes from mutant to mutant. */
export class Worker {
  readonly #root: string
  readonly #step: string
  #child: ChildProcess | null = null
  #scratch = ''
  #orders = 0
  /** Tasks of the tests, by their place. */
  tasks: string[] = []

  constructor(root: string, step: string) {
    this.#root = root
    this.#step = step
  }

  /** Runs tests on a mutant; one that ends or hangs the process is rejected. */
  async run(order: Order): Promise<Verdict> {
    const child = await this.start()
    this.#orders++
    const verdict = await new Promise<Verdict>((resolve) => {
      let silence: NodeJS.Timeout
      const lost = (said: string) => {
        settle({ type: 'verdict', rejected: true, failed: null, said, times: [] })
      }
      const onExit = () => lost('the process ended')
      const wait = () => setTimeout(() => lost('nothing moved any more'), SILENCE_MS)
      const onMessage = (told: Told) => {
        clearTimeout(silence)
        silence = wait()
        if (told.type === 'verdict') settle(told)
      }
      const settle = (found: Verdict) => {
        clearTimeout(silence)
        child.off('message', onMessage).off('exit', onExit)
        resolve(found)
      }
      silence = wait()
      child.on('message', onMessage).on('exit', onExit)
      child.send(order)
    })
    const clean = !verdict.rejected || CLEAN.test(verdict.said)
    if (!clean || this.#orders >= MAX_ORDERS) await this.close()
    return verdict
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = null
    this.#orders = 0
    if (!child) return
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      kill(child)
      await exited
    } else {
      kill(child)
    }
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }

  async start(): Promise<ChildProcess> {
    if (this.#child?.connected) return this.#child
    await this.close()
    this.#scratch = await mkdtemp(join(tmpdir(), 'workshop-'))
    const child = fork(CHILD, [this.#root, this.#step, this.#scratch], {
      cwd: this.#root,
      execArgv: [...SHORT_LIVED, `--import=${TSX}`],
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc']
    })
    this.#child = child
    let errors = ''
    child.stderr?.on('data', (bytes: Buffer) => (errors = (errors + bytes).slice(-2000)))
    const told = await firstWord(child)
    if (told?.type !== 'loaded') throw new Error(`the grader can't be loaded: ${errors}`)
    this.tasks = told.tasks
    return child
  }
}

/** What it tells once the grader is loaded; null if it ends before. */
function firstWord(child: ChildProcess): Promise<Told | null> {
  return new Promise((resolve) => {
    child.once('message', (told: Told) => resolve(told))
    child.once('exit', () => resolve(null))
  })
}

/** With what it has started. */
function kill(child: ChildProcess): void {
  if (!child.pid) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // It has ended, and all of its group.
  }
}
