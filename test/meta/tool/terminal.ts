import { execFile, execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

import { until } from '../../support/until.ts'

const run = promisify(execFile)
/** A loaded machine is slow, not wrong. */
const DEADLINE = 60_000
/** Milliseconds: each look is a process. */
const LOOK_EVERY = 100
const COLUMNS = 100
const ROWS = 40

/** Why a terminal can't be driven here; undefined if it can. */
export function noTerminal(): string | undefined {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'cannot run here: tmux is missing'
  }
}

/** A real terminal, in which a test types and reads. */
export class Terminal {
  readonly #socket: string

  private constructor(socket: string) {
    this.#socket = socket
  }

  static async open(
    folder: string,
    command: string,
    [columns, rows]: [number, number] = [COLUMNS, ROWS]
  ): Promise<Terminal> {
    const terminal = new Terminal(`workshop-${process.pid}-${randomUUID()}`)
    const size = ['-x', String(columns), '-y', String(rows)]
    // CI would make the tool print one round and end; npm's own chatter is none of ours.
    const line = `env -u CI -u NO_COLOR TERM_PROGRAM= DISPLAY= ${command}; echo "ended with $?"; exec sleep 600`
    await terminal.#tmux(['-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, line])
    return terminal
  }

  async type(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#tmux(['send-keys', key])
  }

  /** Keys that arrive all at once. */
  async together(keys: string): Promise<void> {
    await this.#tmux(['send-keys', '-l', keys])
  }

  /** A text out of the clipboard. */
  async paste(text: string): Promise<void> {
    await this.#tmux(['set-buffer', text])
    await this.#tmux(['paste-buffer', '-p'])
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux(['resize-window', '-x', String(columns), '-y', String(rows)])
  }

  async screen(): Promise<string> {
    return this.#tmux(['capture-pane', '-p'])
  }

  /** The screen with its colours, as codes. */
  async coloured(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-e'])
  }

  /** What the program called its window. */
  async title(): Promise<string> {
    return this.#tmux(['display-message', '-p', '#{pane_title}'])
  }

  /** The screen and all that has scrolled off it; long lines are whole. */
  async history(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-J', '-S', '-'])
  }

  /** Waits until the screen shows the text; resolves to the whole screen. */
  async shows(text: string | RegExp): Promise<string> {
    let screen = ''
    const found = async () => {
      screen = await this.screen()
      return typeof text === 'string' ? screen.includes(text) : text.test(screen)
    }
    const seen = () => `\n${screen}`
    const options = { deadline: DEADLINE, interval: LOOK_EVERY, seen }
    await until(`the screen shows ${String(text)}`, found, options)
    return screen
  }

  /** Process ids of the shell in the terminal and of all that it started. */
  async processes(): Promise<number[]> {
    const root = Number(await this.#tmux(['list-panes', '-F', '#{pane_pid}']))
    return [root, ...(await descendants(root))]
  }

  /** Closes the terminal, as a window is closed. */
  async close(): Promise<void> {
    await this.#tmux(['kill-server']).catch(() => {})
  }

  async #tmux(args: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-L', this.#socket, ...args])
    return stdout
  }
}

async function descendants(root: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid='])
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const found = [root]
  for (const parent of found) {
    for (const [pid = 0, above] of pairs) if (above === parent) found.push(pid)
  }
  return found.slice(1)
}

/** True if one of these processes is still there. */
export function areAlive(pids: number[]): boolean {
  return pids.some((pid) => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  })
}

/** Command lines that name a folder: graders and compilers that are still running. */
export async function processesIn(folder: string): Promise<string[]> {
  if (process.platform === 'win32') return []
  const { stdout } = await run('ps', ['-eo', 'args='])
  return stdout.split('\n').filter((line) => line.includes(folder) && !line.startsWith('tmux '))
}
