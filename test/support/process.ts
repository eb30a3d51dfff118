import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { todo } from '#todo'
import { SHORT_LIVED } from '../../workshop/grade/short-lived.ts'
import { bundle } from './bundle.ts'
import type { Owner } from './scope.ts'
import { show } from './show.ts'
import { until } from './until.ts'

const HOLE = /task (\d\d\.\d) is still to be done: ([^"\\\n]*)/
/** Milliseconds for a process to start on a very busy machine: one that can't start says so sooner. */
const BOOT = 60_000
/** Milliseconds for one command, or for an instance to end. */
const PATIENCE = 60_000

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** The keys that `run --json` prints, as text. */
export interface Keys {
  localKey: string
  baseKey: string
  viewKey: string
  serverKey: string
}

/** What `blind-peer --json` prints. */
export interface BlindPeerKeys {
  blindPeerKey: string
}

/** A step's CLI as real processes; all that still run are killed with the test. */
export class Cli {
  /** Where the program is, as one file. */
  readonly file: Promise<string>
  readonly #children = new Set<ChildProcess>()

  /** `specifier` is that of a program, such as `#work/12-cli/bin.ts`. */
  constructor(owner: Owner, specifier: string) {
    this.file = bundle(fileURLToPath(import.meta.resolve(specifier)))
    // It is told where the program is run; a test that ends before never runs it.
    this.file.catch(() => {})
    owner.teardown(async () => {
      for (const child of this.#children) child.kill('SIGKILL')
    })
  }

  /** Runs one command to its end. */
  async run(...args: string[]): Promise<Outcome> {
    const child = await this.#spawn(args)
    const output = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk) => (output.stdout += chunk))
    child.stderr?.on('data', (chunk) => (output.stderr += chunk))
    const [code = null] = await this.#ended(child, args, output)
    tellHole(output.stderr)
    return { code, ...output }
  }

  async #ended(child: ChildProcess, args: string[], output: object): Promise<(number | null)[]> {
    try {
      return await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE) })
    } catch (cause) {
      const what = `registry ${args.join(' ')}`
      throw new Error(`has not ended after ${PATIENCE / 1000} s: ${what}\n${show(output)}`, {
        cause
      })
    }
  }

  /** Starts `run --json` and waits for the line with its keys. */
  async start(...args: string[]): Promise<Running> {
    const running = new Running<Keys>(
      await this.#spawn(['run', '--json', '--log', 'warn', ...args])
    )
    await running.started()
    return running
  }

  /** Starts `blind-peer --json` and waits for the line with its key. */
  async startBlindPeer(...args: string[]): Promise<Running<BlindPeerKeys>> {
    const running = new Running<BlindPeerKeys>(await this.#spawn(['blind-peer', '--json', ...args]))
    await running.started()
    return running
  }

  /** Starts a program that goes on, and waits for nothing. */
  async launch(...args: string[]): Promise<Running> {
    return new Running<Keys>(await this.#spawn(args))
  }

  async #spawn(args: string[]): Promise<ChildProcess> {
    const program = await this.file
    const node = [...SHORT_LIVED, '--enable-source-maps', program]
    const child = spawn(process.execPath, [...node, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' }
    })
    this.#children.add(child)
    child.once('close', () => this.#children.delete(child))
    return child
  }
}

/** An instance in a process of its own. */
export class Running<Printed = Keys> {
  readonly #child: ChildProcess
  readonly #exit: Promise<unknown>
  #keys: Printed | null = null
  #output = ''
  #errors = ''

  constructor(child: ChildProcess) {
    this.#child = child
    this.#exit = once(child, 'close')
    child.stdout?.on('data', (chunk) => (this.#output += chunk))
    child.stderr?.on('data', (chunk) => (this.#errors += chunk))
    const lines = createInterface({ input: child.stdout! })
    lines.once('line', (line) => (this.#keys = parse(line)))
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output
  }

  /** What it has logged so far. */
  get log(): string {
    return this.#errors
  }

  get keys(): Printed {
    if (this.#keys === null) throw new Error('the instance has not printed its keys')
    return this.#keys
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async started(): Promise<void> {
    await this.shows('the instance prints its keys', () => this.#keys !== null || this.ended)
    if (this.#keys === null) throw new Error(`run ended before it was ready: ${this.#errors}`)
  }

  /** Waits until what it has printed or logged shows something; a hole ends the wait. */
  async shows(what: string, condition: () => boolean): Promise<void> {
    const look = () => {
      this.tellHole()
      return condition()
    }
    const seen = () => this.#errors || this.#output
    await until(what, look, { deadline: BOOT, seen })
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Sends a signal and waits for the end; returns the exit code, null after a kill. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.signal(signal)
    await until(`the process ends after ${signal}`, () => this.ended, {
      deadline: PATIENCE,
      seen: () => this.#errors
    })
    await this.#exit
    this.tellHole()
    return this.#child.exitCode
  }

  /** Throws the hole that the process has logged, if it reached one. */
  tellHole(): void {
    tellHole(this.#errors)
  }
}

function parse<Printed>(line: string): Printed | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** A hole that a child process came to is told as if it had been come to here. */
function tellHole(log: string): void {
  const hole = HOLE.exec(log)
  // In a log of JSON lines the line ends of a stack are escaped.
  if (hole) throw todo(hole[1]!, hole[2]!, log.slice(hole.index).replaceAll('\\n', '\n'))
}
