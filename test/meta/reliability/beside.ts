import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import IdEnc from 'hypercore-id-encoding'

import { plainEntry } from '../../support/fixtures.ts'

const KEY = IdEnc.encode(plainEntry(1).driveKey)
/** Entries of one import: more than fit into one request. */
const ROWS = 300
/** Milliseconds after which a command that is broken off gets its signal, at most. */
const LATEST = 2500
/** Share of the commands that are broken off. */
const BROKEN_OFF = 0.3
/** Milliseconds for a command to end: a list of ten thousand, on a busy machine, takes its time. */
const PATIENCE = 180_000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Runs commands at random instances, one after the other, and breaks some of them off. */
export class Beside {
  readonly figures = { commands: 0, brokenOff: 0, failed: 0, left: 0, wrong: 0 }
  /** Names that an import has stored: it said so. */
  readonly stored = new Set<string>()
  readonly #program: string
  readonly #random: () => number
  readonly #scratch: string
  #imports = 0

  /** `scratch` is a folder for what commands keep while they run. */
  constructor(program: string, random: () => number, scratch: string) {
    this.#program = program
    this.#random = random
    this.#scratch = scratch
  }

  /** Goes on until it is stopped; `folders` are those of the instances as they are now. */
  async run(folders: () => string[], stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const all = folders()
      await this.#one(all[Math.floor(this.#random() * all.length)]!)
    }
  }

  async #one(folder: string): Promise<void> {
    const own = mkdtempSync(join(this.#scratch, 'command-'))
    const { words, names } = this.#choose(join(own, 'rows.ndjson'))
    const temporary = mkdtempSync(join(own, 'tmp-'))
    const child = spawn(process.execPath, [this.#program, ...words, '--storage', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: temporary, NO_COLOR: '1' }
    })
    let errors = ''
    child.stderr!.on('data', (chunk) => (errors += chunk))
    const brokenOff = this.#breakOff(child)
    const ended = await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE) }).catch(
      () => null
    )
    if (ended === null) child.kill('SIGKILL')
    this.figures.commands++
    if (brokenOff()) this.figures.brokenOff++
    const stored = ended?.[0] === 0
    if (!stored && !brokenOff()) this.figures.failed++
    if (stored) for (const name of names) this.stored.add(name)
    // A line with a code is an answer, whatever happened to the instance; a stack is none.
    if (ended === null || /^\s+at /m.test(errors)) {
      this.figures.wrong++
      console.log(`${words.join(' ')}: ${ended === null ? 'has not ended' : errors}`)
    }
    const left = readdirSync(temporary)
    if (left.length > 0) {
      this.figures.left++
      console.log(`${words.join(' ')} (${String(ended)}) has left ${left.join(', ')}`)
    }
    rmSync(own, { recursive: true, force: true })
  }

  #choose(file: string): { words: string[]; names: string[] } {
    const put = ['put', 'beside', '--type', 'any', '--drive-key', KEY]
    const kinds = [['list'], ['export'], ['status'], ['get', 'beside'], put, [...put, '--durable']]
    const words = kinds[Math.floor(this.#random() * (kinds.length + 1))]
    if (words !== undefined) return { words, names: [] }
    const round = this.#imports++
    const names = Array.from({ length: ROWS }, (_, row) => `import-${round}-${row}`)
    const rows = names.map((name) => JSON.stringify({ name, type: 'any', driveKey: KEY }))
    writeFileSync(file, rows.join('\n'))
    return { words: ['import', file], names }
  }

  /** Some get a signal, some lose who reads them; returns whether it has come to that. */
  #breakOff(child: ChildProcess): () => boolean {
    let done = false
    if (this.#random() < BROKEN_OFF / 2) {
      child.stdout!.once('data', () => {
        done = true
        child.stdout!.destroy()
      })
    } else {
      child.stdout!.resume()
    }
    const signal = SIGNALS[Math.floor(this.#random() * SIGNALS.length)]!
    if (this.#random() < BROKEN_OFF) {
      void pause(this.#random() * LATEST).then(() => {
        done = child.exitCode === null && child.kill(signal)
      })
    }
    return () => done
  }
}
