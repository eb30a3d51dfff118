import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { until } from '../../support/until.ts'

/** In a document's text: what was left out. */
const GAP = '…'
/** The line of an error that the document shows. */
const ERROR = /^[A-Z_]{4,}: /
const DEADLINE = 120_000

/** One command in a shell of its own: a document may say to use another terminal. */
export class Shell {
  readonly #line: string
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ''
  #fails = false

  constructor(line: string, cwd: string) {
    this.#line = line
    const env = { ...process.env, NO_COLOR: '1' }
    // A group of its own: npm and the shell pass no signal on.
    this.#child = spawn(line, { cwd, env, shell: true, detached: true, stdio: 'pipe' })
    this.#child.stdout?.on('data', (chunk) => (this.#output += chunk))
    this.#child.stderr?.on('data', (chunk) => (this.#output += chunk))
    this.#ended = once(this.#child, 'close')
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Runs it to its end; whether it ended well, with these lines. */
  async shows(expected: string[]): Promise<boolean> {
    await this.#ended
    return this.#child.exitCode === 0 && shows(this.#output, expected)
  }

  /** Waits for these lines, or without any for the end. */
  async prints(expected: string[]): Promise<void> {
    this.#fails = expected.some((line) => ERROR.test(line))
    const said = () => expected.length > 0 && shows(this.#output, expected)
    const seen = () => this.#output
    const what = `${this.#line} prints:\n${expected.join('\n')}`
    await until(what, () => said() || !this.runs, { deadline: DEADLINE, interval: 50, seen })
    if (!this.runs) await this.#check()
    if (!shows(this.#output, expected)) throw new Error(`${what}\nseen:\n${this.#output}`)
  }

  /** Ends it as Ctrl-C does, if it still runs: then npm's exit code says nothing. */
  async stop(): Promise<void> {
    if (!this.runs) return this.#check()
    this.kill('SIGINT')
    const seen = () => this.#output
    await until(`${this.#line} ends`, () => !this.runs, { deadline: DEADLINE, seen })
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (!this.runs || this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // It has just ended.
    }
  }

  async #check(): Promise<void> {
    await this.#ended
    const failed = this.#child.exitCode !== 0
    if (failed === this.#fails) return
    throw new Error(`${this.#line} ended with ${this.#child.exitCode}:\n${this.#output}`)
  }
}

/** Whether the output has the expected lines in their order. */
export function shows(output: string, expected: string[]): boolean {
  const lines = output.split('\n')
  let at = 0
  for (const line of expected) {
    const parts = line.trim().split(GAP).map(escape)
    const pattern = new RegExp(`^\\s*${parts.join('.*')}\\s*$`)
    const found = lines.slice(at).findIndex((each) => pattern.test(each))
    if (found < 0) return false
    at += found + 1
  }
  return true
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
