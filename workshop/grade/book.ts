import type { Declaration, Failure, GradeEvent, Hole } from './events.ts'
import type { Ending } from './grader-process.ts'
import type { StepPoints } from './points.ts'

export type Target = 'steps' | 'solutions'

export interface TestRun {
  id: string
  name: string
  task: string
  points: number
  hints: string[]
  verdict: 'passed' | 'failed' | 'not reached'
  failures: Failure[]
  comments: string[]
  /** The first hole that it came to. */
  hole: Hole | null
  ms: number
}

export interface StepRun {
  step: string
  target: Target
  tests: TestRun[]
  /** Why the tests could not be loaded. */
  crash: { failure: Failure; hole: Hole | null } | null
  /** What is wrong with the run as a whole and with no test. */
  trouble: string[]
  /** The end of what the code printed. */
  output: string
  ms: number
}

/** Keeps what a process told, and believes it only where it fits the tests that are known. */
export class Book {
  readonly tests = new Map<string, TestRun>()
  readonly trouble: string[] = []
  crash: StepRun['crash'] = null
  readonly #step: string
  readonly #known: StepPoints | null
  #ready = false
  #done = false
  #running: TestRun | null = null

  constructor(step: string, known: StepPoints | null) {
    this.#step = step
    this.#known = known
    for (const test of known?.tests ?? []) {
      this.tests.set(test.name, { ...test, ...unreached() })
    }
  }

  enter(event: GradeEvent): void {
    if (event.type === 'ready') this.#declare(event.tests)
    if (event.type === 'crash') this.crash = { failure: event.failure, hole: event.hole ?? null }
    if (event.type === 'start') this.#running = this.tests.get(event.name) ?? null
    if (event.type === 'hole' && this.#running) this.#running.hole ??= event.hole
    if (event.type === 'end') this.#end(event)
    if (event.type === 'done') {
      this.#done = true
      if (event.open.length > 0) this.trouble.push(`still open at the end: ${count(event.open)}`)
    }
  }

  close({ code, stopped, output }: Ending): Omit<StepRun, 'step' | 'target' | 'ms'> {
    const why = stopped ?? `the process ended (exit code ${code})`
    if (this.#running) {
      this.#running.verdict = 'failed'
      this.#running.failures = [{ kind: 'ended', message: `in the middle of this test, ${why}` }]
    } else if (!this.#ready && !this.crash) {
      const message = `while the files were loaded, ${why}`
      this.crash = { failure: { kind: 'ended', message }, hole: null }
    } else if (!this.#done && !this.crash) {
      this.trouble.push(`before all tests had run, ${why}`)
    }
    const { crash, trouble } = this
    return { tests: [...this.tests.values()], crash, trouble, output }
  }

  #declare(declared: Declaration[]): void {
    if (this.#ready) return
    this.#ready = true
    const names = declared.map(({ name }) => name)
    for (const [n, declaration] of declared.entries()) {
      const { name, deadline: _, ...rest } = declaration
      const test = this.tests.get(name)
      if (test) test.hints = declaration.hints
      else if (this.#known) this.trouble.push(`not a test of this step: ${name}`)
      else this.tests.set(name, { id: `${this.#step}#${n + 1}`, name, ...rest, ...unreached() })
      if (names.indexOf(name) !== n) this.#refuse(name)
    }
    for (const name of this.tests.keys()) {
      if (!names.includes(name)) this.trouble.push(`a test is missing: ${name}`)
    }
    if (names.length === 0) this.trouble.push('there are no tests')
  }

  /** Two tests of one name: one of them may come from the code that is graded. */
  #refuse(name: string): void {
    const test = this.tests.get(name)
    if (!test) return
    test.verdict = 'failed'
    test.failures = [{ kind: 'refused', message: 'two tests have this name, so neither counts' }]
  }

  #end({ name, ok, failures, comments, ms }: Extract<GradeEvent, { type: 'end' }>): void {
    const test = this.#running
    this.#running = null
    if (test?.name !== name || test.verdict !== 'not reached') return
    test.verdict = ok ? 'passed' : 'failed'
    Object.assign(test, { failures, comments, ms })
  }
}

/** What is known of a test that has not run. */
export function unreached(): Pick<
  TestRun,
  'verdict' | 'failures' | 'comments' | 'hole' | 'ms' | 'hints'
> {
  return { verdict: 'not reached', failures: [], comments: [], hole: null, ms: 0, hints: [] }
}

function count(names: string[]): string {
  const kinds = [...new Set(names)]
  return kinds.map((kind) => `${kind} × ${names.filter((name) => name === kind).length}`).join(', ')
}
