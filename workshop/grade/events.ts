/** What a test declares about itself. */
export interface Declaration {
  name: string
  points: number
  task: string
  hints: string[]
  /** Milliseconds. */
  deadline: number
}

/** One reason for which a test failed. */
export interface Failure {
  /** An assertion's name (`is`, `alike`, …), or: throw, background, deadline, teardown, empty, ended, stuck. */
  kind: string
  message: string
  expected?: string
  seen?: string
  /** file:line, relative to the root. */
  at?: string
}

export interface Hole {
  task: string
  what: string
  at?: string
}

/** What the process of a test file tells, one line an event. */
export type GradeEvent =
  | { type: 'ready'; tests: Declaration[] }
  | { type: 'crash'; failure: Failure; hole?: Hole }
  | { type: 'start'; name: string }
  | { type: 'hole'; name: string; hole: Hole }
  | {
      type: 'end'
      name: string
      ok: boolean
      failures: Failure[]
      comments: string[]
      ms: number
    }
  | { type: 'done'; open: string[] }
