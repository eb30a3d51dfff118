import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, readFile, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { reasonOf } from '../grade/reason.ts'
import { makeFolder } from '../make-folder.ts'
import { fromCsv, toCsv } from './csv.ts'
import { type Kept, readKept } from './kept.ts'

/** A few grades. */
const TRIAL_BYTES = 256 * 1024

type Table = (string | number)[][]

/** The folder in which grades are written, and those that are there from earlier. */
export class Grades {
  readonly out: string
  /** What could not be written, in a line each. */
  readonly problems: string[] = []
  readonly files: string[] = []
  readonly #kept: Kept[]
  readonly #others: string[]

  private constructor(out: string, kept: Kept[], others: string[]) {
    this.out = out
    this.#kept = kept
    this.#others = others
  }

  /** Makes the folder if it must, and writes to it once: better now than after an hour of grading. */
  static async open(path: string): Promise<Grades> {
    try {
      await makeFolder(path)
      const out = await realpath(path)
      const trial = join(out, `.trial-${randomBytes(6).toString('hex')}`)
      try {
        await writeFile(trial, Buffer.alloc(TRIAL_BYTES))
      } finally {
        await rm(trial, { force: true })
      }
      const entries = await readdir(out, { withFileTypes: true })
      const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
      const kept = await Promise.all(folders.map((name) => readKept(out, name)))
      const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
      const strange = folders.filter((_, n) => kept[n] === 'strange')
      const known = kept.filter((one) => one !== null && one !== 'strange')
      return new Grades(out, known, [...files, ...strange])
    } catch (error) {
      throw new Error(`Can’t write to ${path} (${whyNot(error)}): choose another folder with --out`)
    }
  }

  /** The names that hand-ins have here, by id. */
  get known(): Map<string, string> {
    return new Map(this.#kept.map(({ id, name }) => [id, name]))
  }

  /** Other names that are not free. */
  get taken(): string[] {
    return this.#others
  }

  kept(id: string): Kept | undefined {
    return this.#kept.find((one) => one.id === id)
  }

  /** Throws if there is no place for what is to be written for these. */
  async tryNames(names: string[]): Promise<void> {
    const there = this.#kept.map(({ name }) => name).filter((name) => names.includes(name))
    for (const name of there) {
      await access(join(this.out, name), constants.W_OK).catch((error: unknown) => {
        throw new Error(`${join(this.out, name)} can’t be written to (${whyNot(error)})`)
      })
    }
  }

  async writeJson(name: string, value: object): Promise<void> {
    await this.#write(join(name, 'grade.json'), `${JSON.stringify(value, null, 2)}\n`)
  }

  /** Writes a table in which the rows before are kept; one that is not ours is put aside. */
  async writeCsv(name: string, merge: (before: string[][]) => Table | null): Promise<void> {
    const before = await readFile(join(this.out, name), 'utf8').catch(noneOf)
    if (before instanceof Error) {
      this.problems.push(`${join(this.out, name)} can’t be read (${before.code}): it stays`)
      return
    }
    const old = before === null ? [] : fromCsv(before)
    const merged = old && merge(old)
    if (!merged) {
      const aside = `${name.replace(/\.csv$/, '')}-${randomBytes(3).toString('hex')}.csv`
      await rename(join(this.out, name), join(this.out, aside)).catch(() => {})
      this.problems.push(`${name} was not written by this command: it is now ${aside}`)
    }
    await this.#write(name, toCsv(merged || (merge([]) ?? [])))
  }

  /** The mark of a run that has not ended: the one that is there, or a new one. */
  async begin(key: string): Promise<string> {
    const file = join(this.out, `.unfinished-${key}`)
    const there = await readFile(file, 'utf8').catch(() => '')
    if (/^[0-9a-f]{16}$/.test(there)) return there
    const run = randomBytes(8).toString('hex')
    await writeFile(file, run).catch((error: unknown) => {
      this.problems.push(`${file} could not be written (${whyNot(error)})`)
    })
    return run
  }

  async end(key: string): Promise<void> {
    await rm(join(this.out, `.unfinished-${key}`), { force: true }).catch(() => {})
  }

  /** All of a file or nothing; what can't be written is told at the end, and grading goes on. */
  async #write(name: string, text: string): Promise<void> {
    const file = join(this.out, name)
    const draft = `${file}.${randomBytes(4).toString('hex')}`
    try {
      await mkdir(join(file, '..'), { recursive: true })
      await writeFile(draft, text)
      await rename(draft, file)
      this.files.push(file)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {})
      this.problems.push(`${file} could not be written (${whyNot(error)})`)
    }
  }
}

/** Null for a file that isn't there. */
function noneOf(error: NodeJS.ErrnoException): NodeJS.ErrnoException | null {
  return error.code === 'ENOENT' ? null : error
}

/** Why a file or a folder could not be written. */
function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file' : reasonOf(error)
}
