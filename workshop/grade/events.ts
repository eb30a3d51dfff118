import { allVisible } from './visible.ts'

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

/**
 * Reads a line of a report; null if it doesn't begin with the secret or has not the shape of an
 * event: the code that is graded shares the process and may have bent what was written.
 */
export function readEvent(line: string, secret: string): GradeEvent | null {
  if (!line.startsWith(`${secret} `)) return null
  try {
    const event: unknown = JSON.parse(line.slice(secret.length + 1), allVisible)
    return isEvent(event) ? event : null
  } catch {
    return null
  }
}

function isEvent(event: unknown): event is GradeEvent {
  if (!isObject(event)) return false
  const { type, name, ok, tests, failures, comments, failure, hole, open } = event
  if (type === 'ready') return isList(tests, isDeclaration)
  if (type === 'crash') return isFailure(failure) && (hole === undefined || isHole(hole))
  if (type === 'done') return isList(open, isString)
  if (!isString(name)) return false
  if (type === 'hole') return isHole(hole)
  if (type === 'end') {
    return typeof ok === 'boolean' && isList(failures, isFailure) && isList(comments, isString)
  }
  return type === 'start'
}

function isDeclaration(value: unknown): boolean {
  if (!isObject(value)) return false
  const { name, task, points, deadline, hints } = value
  const numbers = typeof points === 'number' && typeof deadline === 'number'
  return numbers && isString(name) && isString(task) && isList(hints, isString)
}

function isFailure(value: unknown): boolean {
  if (!isObject(value) || !isString(value.kind) || !isString(value.message)) return false
  return [value.expected, value.seen, value.at].every(
    (text) => text === undefined || isString(text)
  )
}

function isHole(value: unknown): boolean {
  return isObject(value) && isString(value.task) && isString(value.what)
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
