import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** Where browsers are called so; the variable wins. */
const NAMES = [
  process.env.CHROMIUM ?? '',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
].filter(Boolean)
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--remote-debugging-pipe'
]
const DEADLINE = 60_000

export type Params = Record<string, unknown>
interface Reply {
  id?: number
  method?: string
  sessionId?: string
  params?: Params
  result?: Params
  error?: { message: string }
}

/** The command of an installed Chromium, or null. */
export function findChromium(): string | null {
  return NAMES.find((name) => (isAbsolute(name) ? existsSync(name) : answers(name))) ?? null
}

/** Only asked of a name in the path: on Windows a browser answers this by opening a window. */
function answers(name: string): boolean {
  return spawnSync(name, ['--version'], { timeout: DEADLINE }).status === 0
}

/** One page of a Chromium of its own, driven over its debugging pipe: no port, no library. */
export class Browser extends EventEmitter {
  readonly #process: ChildProcess
  readonly #profile: string
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #session: string | undefined
  #next = 1

  static async open(command: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'slides-browser-'))
    const browser = new Browser(command, profile)
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true })
    browser.#session = String(sessionId)
    for (const domain of ['Page', 'Runtime', 'Network', 'Log'])
      await browser.send(`${domain}.enable`)
    return browser
  }

  private constructor(command: string, profile: string) {
    super()
    this.#profile = profile
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const
    this.#process = spawn(command, [...FLAGS, `--user-data-dir=${profile}`], { stdio: [...stdio] })
    let rest = ''
    const output = this.#process.stdio[4] as Readable
    output.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#receive(JSON.parse(message) as Reply)
    })
  }

  /** Calls a method of the DevTools protocol; events come as events of that name. */
  async send(method: string, params: Params = {}): Promise<Params> {
    const id = this.#next++
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve))
    const input = this.#process.stdio[3] as Writable
    input.write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`)
    const late = setTimeout(() => this.#receive({ id, error: { message: 'no answer' } }), DEADLINE)
    const { result = {}, error } = await reply
    clearTimeout(late)
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  /** The value of an expression in the page; promises are waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const options = { expression, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = (await this.send('Runtime.evaluate', options)) as {
      result: { value: T }
      exceptionDetails?: { text: string; exception?: { description?: string } }
    }
    const { text = '', exception } = exceptionDetails ?? {}
    if (exceptionDetails) throw new Error(exception?.description ?? text)
    return result.value
  }

  /** Opens a deck, and waits until it can be looked at. */
  async visit(url: string, [width, height]: [number, number], flag = 'ready'): Promise<void> {
    const screen = { width, height, deviceScaleFactor: 1, mobile: false }
    await this.send('Emulation.setDeviceMetricsOverride', screen)
    await this.send('Page.navigate', { url: 'about:blank' })
    await this.send('Page.navigate', { url })
    await this.evaluate(`new Promise((resolve, reject) => {
      const end = Date.now() + ${DEADLINE / 2}
      const look = () => {
        if (document.documentElement?.dataset.${flag}) resolve()
        else if (Date.now() > end) reject(new Error('The deck did not get ready'))
        else setTimeout(look, 20)
      }
      look()
    })`)
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill('SIGKILL')
    await gone
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }

  #receive(reply: Reply): void {
    if (reply.id === undefined) this.emit(reply.method ?? '', reply.params)
    else this.#waiting.get(reply.id)?.(reply)
  }
}
