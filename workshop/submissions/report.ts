import { createHash } from 'node:crypto'

import { print } from '../grade/print.ts'
import type { Containment } from './containment.ts'
import { type Files, digestOf } from './files.ts'
import type { SubmissionGrade } from './grade-class.ts'
import { withEarlier } from './earlier.ts'
import type { Grades } from './grades.ts'
import type { HandedIn, Submission } from './hand-ins.ts'
import { mergeHandIns } from './hand-in-table.ts'
import { rowOfFile } from './kept.ts'
import { idOf } from './names.ts'
import { gradeJson } from './written.ts'
import { notesOn } from './notes.ts'
import { compare } from './place.ts'
import { type Noted, type Row, mergeRows, rowOf } from './rows.ts'
import { classLine } from './said.ts'

export interface ReportOptions {
  root: string
  grades: Grades
  handed: HandedIn
  paths: string[]
  steps: string[]
  ours: Files
  containment: Containment
}

const UNKNOWN = 2

/** The grades of one run: printed in order, and written as soon as they are known. */
export class Report {
  readonly #options: ReportOptions
  readonly #key: string
  readonly #run: string
  readonly #graders: string
  readonly #rows = new Map<string, Row>()
  /** The same with the steps that earlier runs have graded, for the table of the class. */
  readonly #table = new Map<string, Row>()
  readonly #graded: Noted[] = []
  readonly #written: Promise<void>[] = []
  readonly #waiting: string[]
  #ended = false

  private constructor(options: ReportOptions, key: string, run: string) {
    this.#options = options
    this.#key = key
    this.#run = run
    this.#graders = digestOf(options.ours)
    this.#waiting = options.handed.submissions.map(({ name }) => name)
  }

  /** A run that was interrupted goes on if it is begun again with the same words. */
  static async begin(options: ReportOptions): Promise<Report> {
    const { grades, paths, steps } = options
    const key = idOf(JSON.stringify([paths, steps]))
    return new Report(options, key, await grades.begin(key))
  }

  get grades(): Grades {
    return this.#options.grades
  }

  get containment(): Containment {
    return this.#options.containment
  }

  get rows(): Row[] {
    return [...this.#rows.values()].sort((a, b) => compare(a.name, b.name))
  }

  /** The grade that all is told of, if there is no other. */
  get only(): Noted | null {
    return this.#options.handed.submissions.length === 1 ? (this.#graded[0] ?? null) : null
  }

  /** Hand-ins that may be somebody's work, and have no grade. */
  get lost(): number {
    return this.#options.handed.table.filter(({ lost }) => lost).length
  }

  /** 0: all have full marks; 1: not all; 2: something isn't known. */
  get exitCode(): number {
    const { rows, lost } = this
    const isSure = lost === 0 && rows.length > 0 && this.grades.problems.length === 0
    if (!isSure || rows.some(({ status }) => status === 'unknown')) return UNKNOWN
    return rows.every(({ status }) => status === 'done') ? 0 : 1
  }

  /** True if the run that was interrupted has graded this, and knew the outcome. */
  takeOver(submission: Submission): boolean {
    const kept = this.grades.kept(submission.id)
    const isSame = kept?.run === this.#run && kept.basis === this.#basis(submission)
    const row = kept?.row(this.#options.steps)
    if (!row || !isSame || row.status === 'unknown') return false
    this.#table.set(row.name, kept!.row())
    this.#enter(row)
    return true
  }

  add(grade: SubmissionGrade): void {
    const noted = { ...grade, notes: notesOn(grade, this.#options.ours) }
    this.#graded.push(noted)
    this.#enter(rowOf(noted))
    this.#written.push(this.#write(noted))
  }

  /** Writes the tables, of a part of the class if the run was stopped. */
  async end(stopped: boolean): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await Promise.all(this.#written)
    const { grades, rows } = this
    const { table } = this.#options.handed
    const lines = [...this.#table.values()]
    if (rows.length > 0) await grades.writeCsv('class.csv', (before) => mergeRows(before, lines))
    await grades.writeCsv('hand-ins.csv', (before) => mergeHandIns(before, table))
    if (!stopped && grades.problems.length === 0) await grades.end(this.#key)
    if (stopped) print(`Stopped, with ${rows.length} graded. The same command goes on from here.`)
  }

  /** Prints what is known, as far as all before it is known too. */
  #enter(row: Row): void {
    this.#rows.set(row.name, row)
    for (let next = this.#next(); next; next = this.#next()) {
      print(classLine(next))
      this.#waiting.shift()
    }
  }

  #next(): Row | undefined {
    const [name] = this.#waiting
    return name === undefined ? undefined : this.#rows.get(name)
  }

  #basis({ digest }: Submission): string {
    const { steps, containment } = this.#options
    const parts = [digest, this.#graders, steps, containment.sandbox, process.version]
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  }

  async #write(noted: Noted): Promise<void> {
    const { root, grades, containment } = this.#options
    const { name, id } = noted.submission
    const marks = { run: this.#run, basis: this.#basis(noted.submission) }
    const own = await gradeJson(root, noted, marks, containment)
    const json = withEarlier(own, grades.kept(id)?.scores)
    this.#table.set(name, rowOfFile(json))
    await grades.writeJson(name, json)
  }
}
