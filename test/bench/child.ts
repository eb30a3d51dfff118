import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Calls } from './host.ts'

type Result<Name extends keyof Calls> = Awaited<ReturnType<Calls[Name]>>

interface Reply {
  id: number
  value?: unknown
  error?: string
}

interface Waiting {
  resolve: (value: never) => void
  reject: (err: Error) => void
}

/** A process that hosts what is measured: neither its memory nor its end is shared with others. */
export class Child {
  readonly #process: ChildProcess
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-'))
  readonly #waiting = new Map<number, Waiting>()
  #errors = ''
  #last = 0

  constructor() {
    const path = join(import.meta.dirname, 'host.ts')
    const stdio: ['ignore', 'ignore', 'pipe', 'ipc'] = ['ignore', 'ignore', 'pipe', 'ipc']
    this.#process = fork(path, [this.#folder], { serialization: 'advanced', stdio })
    this.#process.stderr?.on('data', (chunk) => (this.#errors += chunk))
    this.#process.on('message', (reply: Reply) => this.#settle(reply))
    this.#process.once('exit', () => this.#fail())
  }

  /** Calls a function of the process; rejects if it throws there, or if the process ends. */
  call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<Result<Name>> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#process.send({ id, name, args }, (err) => {
        if (err) reject(err)
      })
    })
  }

  /** Nothing of it is needed any more: it is killed, and its folder removed. */
  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode === null && signalCode === null) {
      const gone = once(this.#process, 'exit')
      this.#process.kill('SIGKILL')
      await gone
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #settle({ id, value, error }: Reply): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(value as never)
    else waiting?.reject(new Error(error))
  }

  #fail(): void {
    const reason = this.#errors.trim().split('\n').slice(0, 12).join('\n')
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(`a process of the bench has ended: ${reason}`))
    }
    this.#waiting.clear()
  }
}
